// The steps of a lesson's program: pieces of code between markers, of the same
// names in Go and Python. See package lesson.

// steps returns { func, step, from, to } in the source's order, lines from 1.
export function steps(source) {
  const all = [];
  let func = "";
  let open = false;
  source.split("\n").forEach((text, i) => {
    const mark = /^\s*(?:\/\/|#) step: (\w+)$/.exec(text);
    const margin = /^[^\s})]/.test(text); // a function ends where a line starts there
    if (mark || margin) open = false;
    if (margin) func = /^(?:func|def) (\w+)\(/.exec(text)?.[1] ?? "";
    if (mark && func) {
      all.push({ func, step: mark[1], from: i + 1 });
      open = true;
    }
    if (open && text) all.at(-1).to = i + 1;
  });
  return all;
}

// locate returns the step of a call in one of the lesson's sources, "go" or
// "python"; nothing if it is not there. Events name the line of the Go source.
export function locate(lesson, which, event) {
  const inGo = steps(lesson.go);
  const at = inGo.find(({ from, to }) => from <= event.line && event.line <= to);
  if (!at || which === "go") return at;
  const same = (one) => one.func === at.func && one.step === at.step;
  return steps(lesson.python).filter(same)[inGo.filter(same).indexOf(at)];
}

// excerpt returns the lines of a step, [{ line, text }] with lines from 1, without
// its marker and the indent of that; up to what is further out, which ends the
// block around it. The step is named "accept", or "serve.recv".
export function excerpt(source, name) {
  const at = steps(source).find(({ func, step }) => name === step || name === `${func}.${step}`);
  if (!at) return [];
  const all = source.split("\n");
  const indent = /^\s*/.exec(all[at.from - 1])[0].length;
  const lines = [];
  for (let line = at.from + 1; line <= at.to; line++) {
    const text = all[line - 1];
    if (text.slice(0, indent).trim()) break;
    lines.push({ line, text: text.slice(indent) });
  }
  while (lines.length > 0 && !lines.at(-1).text.trim()) lines.pop();
  return lines;
}
