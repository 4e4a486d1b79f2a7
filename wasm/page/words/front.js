// The words of the front page, and of addresses.

export const front = {
  frontTitle: ["Sockets you can run, see and break", "能运行、能看见、能弄坏的套接字"],
  frontAbout: [
    "Here a client says 你好 to a server that asks for four bytes at a time. Nothing is drawn in advance: it runs now, in this page.",
    "这里的客户端对服务器说“你好”，而服务器一次只要四个字节。没有预先做好的动画：它此刻就在本页里运行。",
  ],
  demo: ["A run, live", "正在运行的一课"],
  runAgain: ["Run again", "再运行一次"],
  demoLoading: ["Loading the network … {mb} MB", "正在加载网络……{mb} MB"],
  demoKnob: ["recv({bufsize}), 300 ms each way", "recv({bufsize})，单程 300 ms"],
  demoCut: [
    "The server asked for {bytes} bytes and got “{whole}” and only {part} of the next character's bytes. The rest stays in its receive buffer.",
    "服务器要了 {bytes} 个字节，得到“{whole}”和下一个字的 {part} 个字节。剩下的还在它的接收缓冲区里。",
  ],
  demoWhole: ["The server got {bytes} bytes: “{whole}”.", "服务器得到 {bytes} 个字节：“{whole}”。"],
  begin: ["Begin: {title}", "开始：{title}"],
  course: ["The course", "课程"],
  done: ["done", "已完成"],
  goOn: ["go on here", "从这里继续"],
  reachYes: ["The local server is reachable.", "已连上本地服务器。"],
  reachYesHelp: ["Lessons can use real sockets of that machine, and your own programs can join.", "课程可以使用那台机器的真实套接字，你自己的程序也可以参与。"],
  reachNo: ["Everything here runs in this page.", "这里的一切都在本页中运行。"],
  reachNoHelp: [
    "For real sockets, and for your own programs to join, start the local server: socketlab lab.",
    "想用真实套接字，或让你自己的程序参与，请启动本地服务器：socketlab lab。",
  ],
  yours: ["Your browser is the server", "你的浏览器就是服务器"],
  yoursAbout: [
    "A server in this tab can listen on a real port of the local server's machine. Open it, press Run, and connect with nc from any terminal.",
    "这个标签页里的服务器，可以在本地服务器那台机器上监听一个真实端口。打开它，点运行，再从任意终端用 nc 连接。",
  ],
  yoursServe: ["Listen on a port", "监听一个端口"],
  search: ["What does this error mean?", "这个错误是什么意思？"],
  searchHelp: ["Paste it: [Errno 98], 10048, ConnectionResetError", "粘贴进来：[Errno 98]、10048、ConnectionResetError"],
  searchNone: ["Nothing found. Try the error's number (98, 10048) or its name.", "没有找到。试试错误编号（如 98、10048）或英文名称。"],
  share: ["Copy link", "复制链接"],
  sharedShort: ["Link copied", "链接已复制"],
  listener: ["listener {state}", "监听套接字 {state}"],
  queued: ["{count} bytes wait for recv", "{count} 字节等待 recv"],
  shared: ["Copied: it opens this lesson with these settings, and the seed of the last run.", "已复制：打开它就是这一课、这些设置和上次运行的种子。"],
};
