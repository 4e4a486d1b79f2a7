// What an error means, and what to do about it, by the errno's name.
import { current } from "./words.js";

// errno: English why and remedy, Chinese why and remedy.
const problems = {
  ECONNREFUSED: [
    "Nobody listens at that address.",
    "Start the server there first, or correct the address.",
    "那个地址上没有程序在监听。",
    "先在那里启动服务器，或者改正地址。",
  ],
  EADDRINUSE: [
    "Another socket has that address and port.",
    "Use port 0 to take a free port, or end the program that has this one.",
    "这个地址和端口已被别的套接字占用。",
    "用端口 0 取一个空闲端口，或者结束占用它的程序。",
  ],
  EADDRNOTAVAIL: [
    "The server's machine does not have that address.",
    "Use 127.0.0.1, or an address of that machine.",
    "服务器那台机器没有这个地址。",
    "改用 127.0.0.1，或那台机器自己的地址。",
  ],
  ENETDOWN: [
    "The connection between this page and the server is lost, and the sockets with it.",
    "Wait until the page is connected again (start socketlab if it was ended), then Run.",
    "本页与服务器的连接断了，套接字也随之消失。",
    "等本页重新连上（如果 socketlab 已退出就重新启动它），再点运行。",
  ],
  EACCES: [
    "The rules of the server do not allow that address or port.",
    "Use an allowed address (127.0.0.1), or start socketlab with --allow for this one.",
    "服务器的规则不允许这个地址或端口。",
    "改用允许的地址（127.0.0.1），或者用 --allow 启动 socketlab 来放行它。",
  ],
  ECONNRESET: [
    "The other end closed the connection while data was on its way, or it crashed.",
    "Look at the other end's last calls, then Run again.",
    "还有数据在途，对方就关闭了连接，或者对方崩溃了。",
    "看看对方最后的调用，再运行一次。",
  ],
  EPIPE: [
    "The connection is already closed, so nothing can be sent on it.",
    "See who closed first, then Run again.",
    "连接已经关闭，不能再发送。",
    "看看是谁先关闭的，再运行一次。",
  ],
  ETIMEDOUT: [
    "No answer came in time.",
    "Check that the address is right and that the host is up.",
    "没有在时限内收到回应。",
    "检查地址是否正确，那台主机是否开着。",
  ],
  ENETUNREACH: [
    "There is no route to that network.",
    "Use an address that the server's machine can reach.",
    "没有通往那个网络的路由。",
    "改用服务器那台机器能到达的地址。",
  ],
  EAFNOSUPPORT: [
    "The socket is of another address family: the lessons use AF_INET, which is IPv4.",
    "Write an IPv4 address and a port, such as 127.0.0.1:12345.",
    "套接字属于另一个地址族：课程用的是 AF_INET，也就是 IPv4。",
    "写 IPv4 地址和端口，例如 127.0.0.1:12345。",
  ],
  EMFILE: [
    "This page has as many sockets as it may have.",
    "Stop a run; its sockets are closed then.",
    "本页的套接字数已达上限。",
    "停止一次运行，它的套接字就会关闭。",
  ],
  ENOBUFS: [
    "The server keeps no more data for this page.",
    "Stop a run, or let the receiver read.",
    "服务器不再为本页缓存更多数据。",
    "停止一次运行，或者让接收方先读走数据。",
  ],
  EBADF: [
    "The socket was closed while the call used it: so a run that is over ends the calls that still wait.",
    "Run again.",
    "调用还在用这个套接字，它就被关闭了：运行结束时，仍在等待的调用就这样结束。",
    "再运行一次。",
  ],
  EMSGSIZE: [
    "A datagram cannot be that long: UDP takes at most 65507 bytes.",
    "Send less at once.",
    "数据报太长：UDP 最多 65507 字节。",
    "一次少发一些。",
  ],
};
// Of a page that the server does not let in: its own text says why.
problems.refused = [
  "The server does not let this page in, so nothing can run here.",
  "Do what the message says, then Run.",
  "服务器不接受本页，所以什么都不能运行。",
  "按提示处理，再点运行。",
];
// Of a program that plays in the page.
problems.notLoaded = [
  "The program that plays in this page could not be loaded.",
  "See that the page's server can be reached, then Run: it is loaded anew. If a newer page is there now, reload.",
  "在本页中运行的程序没能加载。",
  "确认提供本页的服务器连得上，再点运行，就会重新加载。如果那里已换成新版，请刷新本页。",
];
problems.EHOSTUNREACH = problems.ENETUNREACH;

// An error without a name is of the lesson, or of what it was given; its text
// says what would be right.
const unknown = [
  "The run could not go on.",
  "Change what the message names, or look at the last calls, then Run again.",
  "运行无法继续。",
  "按提示修改，或者看看最后几次调用，再运行一次。",
];

// problem returns why there was an error, and what to do.
export function problem(errno) {
  const [why, remedy, whyZH, remedyZH] = problems[errno] ?? unknown;
  return current() === "zh" ? { why: whyZH, remedy: remedyZH } : { why, remedy };
}

// reason returns why a call failed, or nothing where the name is not known.
export const reason = (errno) => (errno in problems ? problem(errno).why : "");
