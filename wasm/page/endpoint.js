// Where the server is, and what the address says after its #: the token that
// the server asks for, and the lesson that is open.

// socketURL returns the WebSocket's URL beside this page, below any path
// prefix of a proxy.
export function socketURL(name) {
  const url = besides(name);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

// besides returns the URL of a name beside this page, with the token.
export function besides(name) {
  const url = new URL(name, document.baseURI);
  url.hash = "";
  const token = fragment("token");
  if (token) url.searchParams.set("token", token);
  return url;
}

// sockets reports whether there is a server beside this page, and not only files:
// those have a server.json of their own, so that asking is no error there.
export async function sockets() {
  try {
    const answer = await fetch(new URL("server.json", document.baseURI), { cache: "no-store" });
    return (await answer.json()).sockets === true;
  } catch {
    return false;
  }
}

// servers returns which of the tutorials' servers run beside this page, as
// [{ lesson, addr }].
export async function servers() {
  try {
    const answer = await fetch(besides("servers"), { cache: "no-store" });
    return answer.ok ? await answer.json() : [];
  } catch {
    return [];
  }
}

// fragment returns a value of the address's fragment: #token=…&lesson=echo.
export function fragment(name) {
  return new URLSearchParams(location.hash.slice(1)).get(name);
}

// goTo makes an address the page's, as a new entry in the history if it is another
// one. The token stays.
export function goTo(values) {
  const all = new URLSearchParams(values);
  const token = fragment("token");
  if (token) all.set("token", token);
  const hash = all.size > 0 ? `#${all}` : location.pathname + location.search;
  if (fragment("lesson") === (all.get("lesson") ?? null)) history.replaceState(null, "", hash);
  else history.pushState(null, "", hash);
}
