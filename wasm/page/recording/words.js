// The words of recordings, in both languages.

export const recordingWords = {
  open: ["Open…", "打开…"],
  opened: ["{name}: {count} events", "{name}：{count} 个事件"],
  openFailed: ["{name} cannot be shown: {error}", "无法显示 {name}：{error}"],
  openNone: [
    'it is no trace: line 1 must begin with {"socketlab":"trace"}. Choose a file that --trace json, a test or Export wrote.',
    '它不是跟踪文件：第 1 行应以 {"socketlab":"trace"} 开头。请选择 --trace json、测试或“导出”写的文件。',
  ],
  openVersion: ["line 1: version {version} of the format is not known here, only version 1.", "第 1 行：不认识格式版本 {version}，只认识版本 1。"],
  openLine: ["line {line} is no JSON ({error}). Is the file cut short?", "第 {line} 行不是 JSON（{error}）。文件是否不完整？"],
  openField: ["line {line}: {field} is missing or not what it should be.", "第 {line} 行：{field} 缺失或不正确。"],
  openEmpty: ["it has no events.", "其中没有事件。"],
  openLong: ["it has {size} MB, and {most} MB is the most.", "它有 {size} MB，最多 {most} MB。"],
  dropHere: ["Drop a trace file to open it", "松开鼠标，打开跟踪文件"],

  export: ["Export", "导出"],
  exportSVG: ["Picture of the timeline (SVG)", "时间线图片（SVG）"],
  exportPNG: ["Picture of the timeline (PNG)", "时间线图片（PNG）"],
  exportJSON: ["Events (JSON lines)", "事件（JSON 行）"],
  exportPcapng: ["Packets of all hosts (pcapng)", "所有主机的分组（pcapng）"],
  exportOne: ["Packets as the left host saw them (pcapng, for TCP)", "左边主机看到的分组（pcapng，适合 TCP）"],
  exportTall: [
    "The timeline is too long for a PNG that could be read. Export it as SVG, or zoom out.",
    "时间线太长，做成 PNG 会看不清。请导出 SVG，或先缩小。",
  ],
  exportForgotten: ["The first {count} events of this run were no longer kept: they are not in the file.", "这次运行最早的 {count} 个事件没有保留，不在文件里。"],

  replay: ["Replay", "回放"],
  replayPlay: ["Play", "播放"],
  replayPause: ["Hold", "停住"],
  replaySpeed: ["Speed of the replay", "回放速度"],
  replayAt: ["Event of the run", "运行中的第几个事件"],
  replayValue: ["event {at} of {count}, {time} s", "第 {at} 个事件，共 {count} 个，{time} 秒"],

  compare: ["Compare", "比较"],
  compareEnd: ["End comparison", "结束比较"],
  keptTimeline: ["Timeline of run A", "运行 A 的时间线"],
  compareNext: ["This run is kept as A. Run again, or open a file: that is B.", "这次运行保留为 A。再运行一次或打开文件，作为 B。"],
  comparing: ["Comparing …", "正在比较……"],
  compareSame: ["No difference in {count} events.", "{count} 个事件，没有不同。"],
  compareCounts: [
    "{run}: {sent} packets sent, {lost} lost, {again} sent again; {time} from the first to the last",
    "{run}：发出 {sent} 个分组，丢失 {lost} 个，重发 {again} 个；从第一个到最后一个 {time}",
  ],
  compareCalls: ["{run}: {calls} calls in {time}", "{run}：{calls} 次调用，用时 {time}"],
  compareParts: ["The runs part at event {a} of A and event {b} of B.", "两次运行在 A 的第 {a} 个事件、B 的第 {b} 个事件处不同。"],
  comparePartsA: ["The runs part at event {a} of A, which B does not have.", "两次运行在 A 的第 {a} 个事件处不同：B 没有它。"],
  comparePartsB: ["The runs part at event {b} of B, which A does not have.", "两次运行在 B 的第 {b} 个事件处不同：A 没有它。"],
  firstDifference: ["≠ part here", "≠ 从此不同"],
};
