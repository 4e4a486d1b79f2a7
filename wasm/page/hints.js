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
    else if (role === server) all[role] = [lesson.served && given === lesson.served ? word("servedTerminal", { addr: given }) : word("ownServer", { addr: given })];
    else all[role] = addr ? reach(lesson, addr) : [word("ownClient")];
  }
  return all;
}

// reach says how to reach a server with a client of one's own.
function reach(lesson, addr) {
  const [, bound, port] = /^\[?(.*?)\]?:(\d+)$/.exec(addr) ?? [];
  const any = unspecified.includes(bound);
  const page = location.hostname;
  const away = any && /^[\d.]+$/.test(page) && !page.startsWith("127.");
  const host = away ? page : any ? "127.0.0.1" : bound;
  const command = `nc ${lesson.type === "udp" ? "-u " : ""}${host} ${port}`;
  const all = [word(away ? "commandAny" : "command"), make("code", { className: "command", tabIndex: 0 }, command)];
  return any && !away ? [...all, word("commandElse", { port })] : all;
}

// Addresses that are all of a machine's.
const unspecified = ["0.0.0.0", "::"];
