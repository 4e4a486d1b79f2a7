// The live region: verdicts, errors and states, at most one a second.

const pause = 1000; // ms

// speaker returns a function that has a text read aloud; of those that come
// within a second, the last.
export function speaker(element) {
  let next = null;
  let timer = 0;
  const say = () => {
    element.textContent = next;
    next = null;
    timer = setTimeout(() => {
      timer = 0;
      if (next !== null) say();
    }, pause);
  };
  return (text) => {
    next = text;
    if (!timer) say();
  };
}
