// What is seen of a run: the timeline, the bytes of what is chosen on it, and the
// table of its calls.
import { Bytes } from "./bytes.js";
import { Calls } from "./calls.js";
import { Dock } from "./dock.js";
import { find } from "./element.js";
import { keys } from "./timeline/keys.js";
import { Timeline } from "./timeline/timeline.js";
import { Tools } from "./timeline/tools.js";

export class Picture {
  #trace = null;
  #calls = new Calls(find("calls"), find("follow-calls"));
  #bytes = new Bytes(find("panel-bytes"));
  #timeline;
  #tools;

  // drawn(trace) is called when the timeline is drawn anew.
  constructor(drawn) {
    this.#timeline = new Timeline(find("timeline"), find("heads"), find("follow"), { drawn, select: (mark) => this.#bytes.show(mark) });
    this.#tools = new Tools(find("tools"), this.#timeline);
    const dock = new Dock(find("tabs"), () => this.#calls.update());
    keys(find("timeline"), this.#timeline, dock);
  }

  get timeline() {
    return this.#timeline;
  }

  get bytes() {
    return this.#bytes;
  }

  // chosen returns what is chosen on the timeline, or null.
  get chosen() {
    return this.#timeline.chosen;
  }

  // show begins a new picture; without a trace it says what will be there.
  show(trace, hosts) {
    this.#trace = trace;
    this.#calls.show(trace);
    this.#timeline.show(trace, hosts);
  }

  update() {
    this.#calls.update();
    this.#timeline.update();
  }

  // words says everything in the language of now.
  words() {
    this.#calls.words();
    this.#timeline.words();
    this.#tools.render();
    this.#bytes.render();
  }

  // choose shows a row of a trace on the timeline, if that is still there.
  choose(trace, row) {
    if (trace !== this.#trace || !row?.mark) return;
    this.#timeline.choose(row.mark);
    find("timeline").scrollIntoView({ block: "nearest" });
  }
}
