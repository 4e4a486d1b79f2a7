// When something is drawn that changes all the time: once before a next frame, and
// seldom enough for the page to do other things.

const share = 4; // a drawing is followed by so many times its own time without one

export class Turns {
  #draw;
  #due = false; // a drawing is to come, or goes on
  #goesOn = false;
  #again = false; // it was asked for while one went on
  #rest = 0; // until when nothing is drawn, as of performance.now

  // draw may be async.
  constructor(draw) {
    this.#draw = draw;
  }

  // ask asks for a drawing soon.
  ask() {
    if (this.#due) {
      this.#again = this.#goesOn;
      return;
    }
    this.#due = true;
    const wait = this.#rest - performance.now();
    if (wait > 0) setTimeout(() => this.#take(), wait);
    else this.#take();
  }

  #take() {
    requestAnimationFrame(async () => {
      const began = performance.now();
      this.#goesOn = true;
      await this.#draw();
      const now = performance.now();
      this.#rest = now + share * (now - began);
      const again = this.#again;
      this.#due = this.#goesOn = this.#again = false;
      if (again) this.ask();
    });
  }
}
