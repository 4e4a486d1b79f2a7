// Long work in slices, so that the page stays responsive.

const slice = 10; // ms

// sliced calls each with every one of a list, and lets the page do other things in
// between.
export async function sliced(list, each) {
  await stepwise(steps(list, each), () => true);
}

function* steps(list, each) {
  for (const one of list) {
    each(one);
    yield;
  }
}

// stepwise goes through a generator's steps, as long as it is wanted, which it asks
// after each pause. It returns whether it went through all.
export async function stepwise(generator, wanted) {
  for (let until = performance.now() + slice; !generator.next().done;) {
    if (performance.now() < until) continue;
    await rest();
    if (!wanted()) return false;
    until = performance.now() + slice;
  }
  return true;
}

// rest lets the page draw and answer. A message comes sooner than a timer, which is
// 4 ms late.
export const rest = () => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    resolve();
  };
  port2.postMessage(null);
});
