// The words of the list of keys.

export const keys = {
  keys: ["Keys of the timeline", "时间线的按键"],
  close: ["Close", "关闭"],
  keyEvents: ["choose an event", "选择事件"],
  keyAcross: ["the other end of its message", "到消息的另一端"],
  keyDetails: ["its bytes, and what is known of it", "查看字节和详情"],
  keyTable: ["all events as a table", "以表格显示全部事件"],
  keyNone: ["choose nothing", "取消选择"],
  keyZoom: ["longer, shorter, as before", "放大、缩小、还原"],
  keyScale: ["to scale, or with long waits shortened", "按比例，或压缩长时间的等待"],
  keyPause: ["pause the network's time, and go on", "暂停或继续网络的时间"],
  keyStep: ["one step", "单步"],
  keyRun: ["run, or stop", "运行或停止"],
  keyAgain: ["run again with the same seed", "用相同的种子再运行"],
  keyNew: ["run with a new seed", "用新的种子运行"],
  keyAlone: ["the run alone, for a projector, or with its text", "只看运行（适合投影），或显示课文"],
  keyHelp: ["this list", "显示这个列表"],
};
