// Long work in slices, so that the page stays responsive.

const slice = 10; // ms

// sliced calls each with every one of a list, and lets the page do other things in
// between.
export async function sliced(list, each) {
  let until = performance.now() + slice;
  for (const one of list) {
    each(one);
    if (performance.now() < until) continue;
    await rest();
    until = performance.now() + slice;
  }
}

// rest lets the page draw and answer. A message comes sooner than a timer, which is
// 4 ms late.
const rest = () => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    resolve();
  };
  port2.postMessage(null);
});
