// What can be taken along of a run: a picture of its timeline, its events, its packets.
import { word } from "../words.js";
import { inOrder, lines } from "./lines.js";
import { Menu } from "./menu.js";
import { picture, png } from "./picture.js";

const own = ["exportSVG", "exportPNG", "exportJSON"];

export class Export {
  #act;
  #menu;

  // act is { timeline, scroll, ask(question), now(), fail(text) }; now returns the run
  // that is there: { trace, hosts, name, title, start }, or null; start is when it
  // began, in ms since 1970.
  constructor(act) {
    this.#act = act;
    const item = (name, end, make) => [name, () => this.#save(end, make)];
    this.#menu = new Menu("export", [
      item("exportSVG", "svg", async (run) => new Blob([(await this.#picture(run)).text], { type: "image/svg+xml" })),
      item("exportPNG", "png", async (run) => await png(await this.#picture(run)) ?? word("exportTall")),
      item("exportJSON", "jsonl", async ({ trace }) => new Blob([await lines(inOrder(trace))], { type: "application/jsonl" })),
      item("exportPcapng", "pcapng", (run) => this.#capture(run, "")),
      item("exportOne", ({ hosts }) => `${hosts[0]}.pcapng`, (run) => this.#capture(run, run.hosts[0])),
    ]);
    this.offer();
  }

  get element() {
    return this.#menu.element;
  }

  // offer says what the run that is there by now has.
  offer() {
    const run = this.#act.now();
    const packets = run?.trace.events.some(({ event }) => event.packet);
    this.#menu.allow(run ? [...own, ...(packets ? ["exportPcapng", "exportOne"] : [])] : []);
  }

  // save has a file made, a Blob, or a text that says why there is none, and gives it
  // to the reader.
  async #save(end, make) {
    const run = this.#act.now();
    if (!run) return;
    const file = await make(run);
    if (typeof file === "string") {
      this.#act.fail(file);
      return;
    }
    this.#act.fail(run.trace.forgotten > 0 ? word("exportForgotten", { count: run.trace.forgotten }) : "");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${run.name}.${typeof end === "string" ? end : end(run)}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // once it is saved
  }

  async #picture({ title }) {
    return picture(await this.#act.timeline.whole(), title, this.#act.scroll);
  }

  // capture returns the packets of a host, or with "" those of all.
  async #capture({ trace, start }, host) {
    const answer = await this.#act.ask({ kind: "capture", a: await lines(inOrder(trace)), start: Math.round(start), host });
    return answer.error ?? new Blob([Uint8Array.from(atob(answer.file), (c) => c.charCodeAt(0))], { type: "application/x-pcapng" });
  }

  render() {
    this.#menu.render();
  }
}
