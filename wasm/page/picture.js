// What is seen of a run: the timeline, the bytes of what is chosen on it, the table of
// its calls, and charts.
import { Bytes } from "./bytes.js";
import { Calls } from "./calls.js";
import { Charts } from "./charts/charts.js";
import { Dock } from "./dock.js";
import { find } from "./element.js";
import { keys } from "./timeline/keys.js";
import { Timeline } from "./timeline/timeline.js";
import { Tools } from "./timeline/tools.js";

export class Picture {
  #trace = null;
  #calls = new Calls(find("calls"), find("follow-calls"));
  #bytes = new Bytes(find("panel-bytes"));
  #charts = new Charts(find("panel-charts"), { choose: (row) => row.mark && !row.gone && this.#timeline.choose(row.mark) });
  #timeline;
  #tools;
  #dock;

  // drawn(trace) is called when the timeline is drawn anew.
  constructor(drawn) {
    this.#timeline = new Timeline(find("timeline"), find("heads"), find("follow"), { drawn, select: (mark) => this.#select(mark) });
    this.#tools = new Tools(find("tools"), this.#timeline);
    this.#dock = new Dock(find("tabs"), (name) => (name === "charts" ? this.#charts.open() : this.#calls.update()));
    keys(find("timeline"), this.#timeline, this.#dock);
  }

  get timeline() {
    return this.#timeline;
  }

  get bytes() {
    return this.#bytes;
  }

  get charts() {
    return this.#charts;
  }

  #select(mark) {
    this.#bytes.show(mark);
    this.#charts.stand(mark?.begin?.time ?? null);
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
    this.#charts.update();
  }

  // words says everything in the language of now.
  words() {
    this.#calls.words();
    this.#timeline.words();
    this.#tools.render();
    this.#dock.render();
    this.#bytes.render();
    this.#charts.update();
  }

  // choose shows a row of a trace on the timeline, if that is still there.
  choose(trace, row) {
    if (trace !== this.#trace || !row?.mark) return;
    this.#timeline.choose(row.mark);
    find("timeline").scrollIntoView({ block: "nearest" });
  }
}
