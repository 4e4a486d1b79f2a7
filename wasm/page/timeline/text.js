// How wide texts are, without asking the browser for each.

const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\uffdc\u{1f300}-\u{1faff}]/u;

// widthOf returns a text's width in px in the page's mono font.
export function widthOf(text, size = 13) {
  if (/^[ -~]*$/.test(text)) return text.length * size * 0.602;
  let width = 0;
  for (const c of text) width += wide.test(c) ? size : size * 0.602;
  return width;
}

// fit returns as much of a text as a width has room for, with … for the rest.
export function fit(text, room, size = 13) {
  if (widthOf(text, size) <= room) return text;
  let width = size; // of …
  let end = 0;
  for (const c of text) {
    width += wide.test(c) ? size : size * 0.602;
    if (width > room) break;
    end += c.length;
  }
  return end > 0 ? `${text.slice(0, end).trimEnd()}…` : "";
}
