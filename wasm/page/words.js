// All words of the page, in both languages. Names of calls and of errors stay
// as they are.
import { recordingWords } from "./recording/words.js";
import { charts } from "./words/charts.js";
import { front } from "./words/front.js";
import { keys } from "./words/keys.js";
import { learn } from "./words/learn.js";
import { packets } from "./words/packets.js";
import { run } from "./words/run.js";

const words = {
  ...charts,
  ...front,
  ...keys,
  ...learn,
  ...packets,
  ...recordingWords,
  ...run,
  skip: ["Go to the run", "跳到运行区"],
  language: ["中文", "English"],
  lessons: ["Lessons", "课程"],
  setup: ["What runs where", "谁在哪里运行"],

  answers: ["Its server answers: {answer}", "服务器会回复：{answer}"],
  code: ["The whole program", "完整程序"],
  program: ["Language of the program", "程序的语言"],

  address: ["Server's address", "服务器地址"],
  addressHelp: [
    "host:port, seen from the native server's machine. Its own addresses only, unless its operator allows more.",
    "主机:端口，从本地服务器那台机器看。除非运行者另行允许，只能用那台机器自己的地址。",
  ],
  addressFree: [
    "Port 0 takes a free port: the tutorial's server may already have {port}.",
    "端口 0 表示任取一个空闲端口：{port} 可能已被教程的服务器占用。",
  ],
  addressEmpty: ["Empty: the lesson's own, {addr}.", "留空：用本课自己的地址 {addr}。"],
  knobDefault: ["{about}: {allowed}. Default {value}.", "{about}：{allowed}。默认 {value}。"],
  knobChoice: ["{about}. Default {value}.", "{about}。默认 {value}。"],

  network: ["Network", "网络"],
  real: ["real sockets (this page and the native server)", "真实套接字（本页和本地服务器）"],
  realAbsent: [
    "real sockets: these need the local server. Start socketlab lab, and open the page at the address that it prints.",
    "真实套接字：需要本地服务器。启动 socketlab lab，再打开它给出的网址。",
  ],
  virtual: ["a virtual network in this page: no server needed", "本页中的虚拟网络：不需要服务器"],
  scenario: ["Scenario", "网络场景"],
  network_loss: ["Loss, %", "丢包率（%）"],
  network_delay: ["Delay one way, ms", "单程延迟（毫秒）"],
  network_drop: ["Packets to lose", "要丢掉的分组"],
  network_seed: ["Seed", "种子"],
  asScenario: ["Empty: as in the scenario.", "留空：按所选场景。"],
  dropHelp: [
    "Name and number, such as {first}:1. Several with commas; 2-5 is a range, */10 every tenth. Names: {classes}. A host's name is what it sends.",
    "名称和序号，如 {first}:1。多项用逗号分开；2-5 是一段，*/10 是每十个中的最后一个。名称有 {classes}；主机名指它发出的分组。",
  ],
  seedHelp: ["The same seed loses the same packets. Empty: by chance.", "种子相同，丢失的分组就相同。留空：随机。"],

  pace: ["The network's time", "网络的时间"],
  pause: ["Pause", "暂停"],
  step: ["Step", "单步"],
  speed: ["Speed", "速度"],
  seed: ["seed {seed}", "种子 {seed}"],
  again: ["Run again with seed {seed}", "用种子 {seed} 再运行"],

  server: ["server", "服务器"],
  client: ["client", "客户端"],
  page: ["in this page", "在本页中"],
  native: ["on the native server", "在本地服务器上"],
  none: ["not here: use your own program", "不在这里运行：用你自己的程序"],
  noneServed: ["not here: the tutorial's server that runs at {addr}", "不在这里：用 {addr} 上已有的教程服务器"],

  run: ["Run", "运行"],
  stop: ["Stop", "停止"],
  loading: ["Loading the program … {size}", "正在加载程序……{size}"],
  loadingTCP: ["Loading the TCP of this page's virtual networks … {size}", "正在加载本页虚拟网络的 TCP……{size}"],
  size: ["{loaded} MB", "{loaded} MB"],
  sizeOf: ["{loaded} of {total} MB", "{loaded} / {total} MB"],

  linkLoading: ["Loading", "加载中"],
  linkAlone: ["Runs in this page. Needs the local server: real sockets", "本页可直接运行；真实套接字需要本地服务器"],
  linkConnecting: ["Connecting to the server …", "正在连接服务器……"],
  linkConnected: ["Connected to the server", "已连接服务器"],
  linkWaiting: ["Not connected; reconnecting in {seconds} s ({error})", "未连接，{seconds} 秒后重连（{error}）"],
  connect: ["Connect now", "立即连接"],
  linkClosed: ["Connection closed; reload the page to go on", "连接已关闭；重新加载本页可继续"],
  linkStopped: ["The page's program stopped ({error}); reload the page", "页面中的程序已停止（{error}）；请重新加载本页"],
  linkRefused: ["The server refuses this page: {error}", "服务器拒绝了本页：{error}"],

  input: ["input of the client", "客户端的输入"],
  inputHelp: ["A line, then Enter", "输入一行，按 Enter"],
  send: ["Send", "发送"],
  eof: ["EOF", "EOF"],
  eofHelp: ["EOF: end of input (Ctrl-D)", "EOF：结束输入（Ctrl-D）"],
  eofDone: ["(end of input)", "（输入已结束）"],
  suggestions: ["lines to try", "可以试试的输入"],
  emptyLine: ["(empty line)", "（空行）"],
  servedTerminal: [
    "socketlab lab runs this server at {addr}; its output is in that terminal. Your own program may be there instead.",
    "socketlab lab 在 {addr} 运行这个服务器，输出在它的终端里。也可以换成你自己的程序。",
  ],
  ownServer: ["Start your own server at {addr}, then Run.", "先在 {addr} 启动你自己的服务器，再点运行。"],
  ownClient: ["Your own client connects once the server is ready.", "服务器就绪后，用你自己的客户端连接。"],
  command: ["In a terminal of the server's machine, type:", "在服务器那台机器的终端中输入："],

  commandAny: ["In a terminal of any machine that reaches this one, type:", "在能连到这台服务器的任何机器的终端中输入："],
  commandElse: [
    "Other machines reach port {port} too, at an address of the server's machine.",
    "其他机器也能连到端口 {port}，用服务器那台机器的地址。",
  ],

  calls: ["Calls", "调用"],
  timeline: ["Timeline", "时间线"],
  timelineKeys: [
    "Timeline. Arrow keys choose an event; T shows them all as a table; ? lists the keys.",
    "时间线。用方向键选择事件；按 T 以表格显示全部事件；按 ? 查看按键。",
  ],
  dock: ["Terminals, bytes, table", "终端、字节、表格"],
  terminals: ["Terminals", "终端"],
  bytes: ["Bytes", "字节"],
  table: ["Table", "表格"],
  waitingNow: ["waiting", "等待中"],
  inferred: ["inferred", "推断"],
  inferredBytes: ["{count} B, inferred", "{count} 字节，推断"],
  standstillShort: ["standstill: everybody waits", "停住了：大家都在等"],
  tools: ["Timeline's scale", "时间线的比例"],
  alone: ["Run alone", "只看运行"],
  notAlone: ["Text beside it", "显示课文"],
  aloneHelp: ["Hides the lesson's text: for a projector", "隐藏课文，适合投影"],
  fold: ["Fold the panel", "收起面板"],
  unfold: ["Unfold the panel", "展开面板"],
  zoomIn: ["Zoom in", "放大"],
  zoomOut: ["Zoom out", "缩小"],
  toScale: ["To scale", "按比例"],
  bytesNone: ["Choose a call or a packet on the timeline: its bytes appear here.", "在时间线上选一个调用或分组，它的字节就显示在这里。"],
  bytesMore: ["{shown} of {count} bytes", "共 {count} 字节，显示前 {shown} 字节"],
  countBytes: ["{count} bytes", "{count} 字节"],
  countSegments: ["{count} segments", "{count} 个报文段"],
  fact_event: ["event", "事件"],
  fact_call: ["call", "调用"],
  fact_result: ["result", "结果"],
  fact_waited: ["took", "用时"],
  fact_why: ["why", "原因"],
  fact_local: ["own address", "本端地址"],
  fact_peer: ["peer", "对端"],
  fact_line: ["line (Go)", "行号（Go）"],
  fact_packet: ["packet", "分组"],
  fact_nth: ["count", "计数"],
  fact_fate: ["fate", "结局"],
  fact_stages: ["on the way", "途中"],
  fact_onWire: ["on the wire", "线路上"],
  fact_way: ["from, to", "从，到"],
  fact_took: ["took", "用时"],
  fact_state: ["state", "状态"],
  fact_sendQueue: ["send queue", "发送队列"],
  fact_receiveQueue: ["receive queue", "接收队列"],
  fact_cwnd: ["congestion window", "拥塞窗口"],
  fact_rtt: ["round trip", "往返时间"],
  fact_rto: ["retransmission timeout", "重传超时"],
  fact_retransmits: ["sent again", "重传次数"],

  noCalls: ["Run, and each call appears here: when, by whom, what it returned, how long it took.", "点运行，每次调用都会出现在这里：何时、谁、返回什么、用了多久。"],
  waiting: ["waiting {time}", "等待中 {time}"],
  waitingMost: ["waiting {time} of at most {most}", "等待中 {time}，最多 {most}"],
  never: ["never returned", "一直没有返回"],
  cut: ["the run ended", "运行结束"],
  dropped: ["{count} earlier lines are no longer shown.", "更早的 {count} 行不再显示。"],
  earlier: ["{count} earlier lines", "更早的 {count} 行"],
  later: ["{count} later lines", "更晚的 {count} 行"],
  standstill: ["Standstill: everybody waits. {stuck}", "停住了：大家都在等。{stuck}"],
  stuck: ["The {role} waits in {call}.", "{role}在等 {call}。"],
};

const languages = ["en", "zh"];
const key = "socketlab.language";

let language = asked() ?? remembered() ?? (navigator.language?.toLowerCase().startsWith("zh") ? "zh" : "en");

// asked returns the language of the page's address, if it names one.
function asked() {
  const lang = new URLSearchParams(location.hash.slice(1)).get("lang");
  return languages.includes(lang) ? lang : null;
}

// localStorage may be absent, or forbidden.
function remembered() {
  try {
    const value = localStorage.getItem(key);
    return languages.includes(value) ? value : null;
  } catch {
    return null;
  }
}

export const current = () => language;

// change switches to the other language, and remembers it.
export function change() {
  language = language === "en" ? "zh" : "en";
  try {
    localStorage.setItem(key, language);
  } catch {
    // It is remembered until the page is left.
  }
}

// word returns a text, with {names} replaced by values.
export function word(name, values = {}) {
  const text = words[name]?.[languages.indexOf(language)] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, value) => values[value] ?? whole);
}

// hostName returns a host's name: of the lessons' two in the language of now.
export const hostName = (host) => (host === "client" || host === "server" ? word(host) : host ?? "");

// text returns a text as children for an element that stays: the page changes
// its language, as that of all that has data-word.
export function text(name) {
  const span = document.createElement("span");
  span.textContent = word(name);
  span.dataset.word = name;
  return [span];
}

// said returns a text that comes in both languages: a lesson's title.
export const said = (both) => both[language];
