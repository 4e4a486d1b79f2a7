// The time of a virtual network: how fast it passes, what it is by now, and the
// run's seed, by which it can be had again.
import { find, make } from "./element.js";
import { word } from "./words.js";

const speeds = ["0.1", "0.25", "0.5", "1", "2", "5", "10", "100"];

export class Pace {
  #act;
  #speed = 1;
  #stands = false;
  #runs = false;
  #seed = 0; // of the last run
  #time = 0; // of the network, in ms, when it was
  #since = 0; // by performance.now

  // act is { pace(speed), step(), speed(text), again(seed) }: to the run that
  // plays, of a speed that was chosen, and for a run with that seed.
  constructor(act) {
    this.#act = act;
    find("speed").append(...speeds.map((one) => make("option", { value: one }, `×${one}`)));
    find("speed").addEventListener("input", ({ target }) => {
      this.#keep(() => { this.#speed = Number(target.value); });
      act.speed(target.value);
    });
    find("pause").addEventListener("click", () => this.#keep(() => { this.#stands = !this.#stands; }));
    find("step").addEventListener("click", () => {
      if (!this.#stands) this.#keep(() => { this.#stands = true; });
      act.step();
    });
    find("again").addEventListener("click", () => act.again(this.#seed));
  }

  // speed is how fast the time passes now: 0 while it stands.
  get speed() {
    return this.#stands ? 0 : this.#speed;
  }

  // show shows a lesson's controls, if its network is virtual.
  show({ virtual, speed }) {
    find("pace").hidden = !virtual;
    find("speed").value = speeds.includes(speed) ? speed : "1";
    this.#speed = Number(find("speed").value);
    this.render();
  }

  // forget forgets the seed: what comes is another lesson's.
  forget() {
    this.#seed = 0;
    this.render();
  }

  get seed() {
    return this.#seed;
  }

  // start begins a run's time, at 0; it may stand from the start.
  start() {
    this.heard(0);
    this.#runs = true;
    if (this.#stands) this.#act.pace(0);
    this.forget();
  }

  // end is the run's. The next one's time passes, unless it is told to stand.
  end() {
    this.heard(this.now());
    this.#runs = this.#stands = false;
    this.render();
  }

  // heard takes the network's time, in ms.
  heard(time) {
    this.#time = time;
    this.#since = performance.now();
  }

  // now returns the time that it is there by now, as far as it is known here.
  now() {
    return this.#time + (this.#runs && !this.#stands ? (performance.now() - this.#since) * this.#speed : 0);
  }

  // took takes the seed that the run got.
  took(seed) {
    this.#seed = seed;
    this.render();
  }

  // keep makes a change of pace from the time of now on.
  #keep(change) {
    this.heard(this.now());
    change();
    if (this.#runs) this.#act.pace(this.#stands ? 0 : this.#speed);
    this.render();
  }

  render() {
    find("pause").setAttribute("aria-pressed", String(this.#stands));
    find("step").disabled = !this.#runs;
    find("seed").textContent = this.#seed && this.#runs ? word("seed", { seed: this.#seed }) : "";
    find("again").textContent = word("again", { seed: this.#seed });
    find("again").hidden = !this.#seed || this.#runs;
  }
}
