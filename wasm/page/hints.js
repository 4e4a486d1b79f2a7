// What a terminal says before its program has printed anything: where a role
// that is not played here may be found, and what to type to play it.
import { make } from "./element.js";
import { word } from "./words.js";

// hints returns, by role, texts and elements. addr is the server's real address,
// or "" while there is none.
export function hints({ lesson, places, addr: given }, addr) {
  const [server] = lesson.roles;
  const all = {};
  for (const role of lesson.roles) {
    if (places[role] !== "none") all[role] = [];
    else if (role === server) all[role] = [lesson.served && given === lesson.addr ? word("servedTerminal", { addr: given }) : word("ownServer", { addr: given })];
    else all[role] = addr ? reach(lesson, addr) : [word("ownClient")];
  }
  return all;
}

// reach says how to reach a server with a client of one's own.
function reach(lesson, addr) {
  const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(addr) ?? [];
  const command = `nc ${lesson.type === "udp" ? "-u " : ""}${host} ${port}`;
  return [word("command"), make("code", { className: "command", tabIndex: 0 }, command)];
}
