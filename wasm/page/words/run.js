// What is said of a run, in both languages.

export const run = {
  idle: ["Not started", "还没有开始"],
  starting: ["Starting the {role} …", "正在启动{role}……"],
  running: ["Running, server at {addr}", "运行中，服务器在 {addr}"],
  asks: [". The client waits for a line: type it in its terminal", "。客户端在等你输入一行：请在它的终端里输入"],
  stopping: ["Stopping …", "正在停止……"],
  ended: ["Ended after {calls} calls", "已结束，共 {calls} 次调用"],
  stopped: ["Stopped after {calls} calls", "已停止，共 {calls} 次调用"],
  failed: ["Ended with {errno} after {calls} calls", "以 {errno} 结束，共 {calls} 次调用"],
  anError: ["an error", "错误"],
  nothing: ["Choose where the server or the client runs.", "请先选择服务器或客户端在哪里运行。"],
  live: ["↓ live", "↓ 回到最新"],
  toEnd: ["↓ end", "↓ 到末尾"],
};
