// The page's Go programs: the small one has the bridge, and datagrams on virtual
// networks; the large one has TCP on these, too, which is most of its size.
import { Player } from "./player.js";

export class Programs {
  #small;
  #large;

  // receive is called with each message of theirs, changed when loading has.
  constructor(receive, changed) {
    const runs = (message) => message.kind !== "stopped" && receive(message); // that one has no connection
    this.#small = new Player("socketlab.wasm", "loading", receive, changed);
    this.#large = new Player("socketlab-tcp.wasm", "loadingTCP", runs, changed);
  }

  // of returns the player of a lesson's runs in this page, on a virtual network or not.
  // Datagrams do not load the small program where the large one is there already.
  of(lesson, virtual) {
    const large = virtual && (lesson.type === "tcp" || (this.#large.begun && !this.#small.begun));
    return large ? this.#large : this.#small;
  }

  // ask has a question about runs answered, by whichever program is there.
  ask(message) {
    const player = this.#large.begun && !this.#small.begun ? this.#large : this.#small;
    player.prepare();
    player.send(message);
  }

  // connect has the bridge reach for the server from now on; null: no more.
  connect(url) {
    this.#small.connect(url);
  }

  end() {
    this.#small.end();
    this.#large.end();
  }
}
