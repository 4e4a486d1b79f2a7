// The whole timeline as a picture that stands alone: SVG with its colours and fonts
// in it, or PNG.
import { frame, patterns } from "../timeline/frame.js";
import { columns } from "../timeline/layout.js";
import { signs } from "../timeline/signs.js";
import { shape, svg } from "../timeline/shapes.js";
import { hostName } from "../words.js";
import { sliced } from "../slices.js";

const least = 784; // px wide
const above = 72; // px, for the title and the names of the lanes
const largest = 16_000; // px of a side of a PNG, and as many of both together:
const area = 100e6;

const lines = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "paint-order"];
const fonts = ["font-family", "font-size", "font-weight"];

// picture returns { text, width, height } of an SVG file. whole is a timeline's;
// scroll is the element in which its styles are.
export async function picture({ marks, on, hosts }, title, scroll) {
  const wide = { ...on, columns: columns(Math.max(on.columns.width, least), hosts) };
  const { width } = wide.columns;
  const height = Math.ceil(wide.height + above);
  const probe = svg("svg", { width: 0, height: 0, "aria-hidden": "true" });
  scroll.append(probe);
  try {
    const styles = new Styles(probe);
    const parts = [text(styles.inlined(patterns())), `<g transform="translate(0 ${above})">`, text(styles.inlined(frame(wide, 0, wide.height)))];
    const order = [...marks.all.filter(isCall), ...marks.all.filter((mark) => !isCall(mark))]; // as on the page
    await sliced(order, (mark) => parts.push(text(styles.inlined(shape(mark, wide)))));
    parts.push(...signs(order, wide).map((one) => text(styles.inlined(one))));
    const background = getComputedStyle(document.documentElement).backgroundColor;
    return {
      width, height,
      text: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
        text(svg("rect", { width, height, fill: background })) + text(styles.inlined(heading(title, wide.columns, hosts))) + parts.join("") + "</g></svg>\n",
    };
  } finally {
    probe.remove();
  }
}

// png returns such a picture as a Blob, at twice its size where that is not too
// large; null if it would be too small to read.
export async function png({ text, width, height }) {
  const scale = Math.min(2, largest / height, largest / width, Math.sqrt(area / (width * height)));
  if (scale < 0.5) return null;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.floor(width * scale);
  canvas.height = Math.floor(height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function heading(title, { lanes }, hosts) {
  return svg("g", {},
    svg("text", { class: "title", x: 12, y: 26 }, title),
    ...hosts.map((host) => svg("text", { class: "name", "data-host": host, x: lanes[host].left + 8, y: 56 }, hostName(host))));
}

const isCall = (mark) => mark.kind === "call";

const text = (element) => new XMLSerializer().serializeToString(element).replaceAll(' xmlns="http://www.w3.org/2000/svg"', "");

// Styles writes what style sheets say of elements into them. What looks the same is
// asked of the browser once.
class Styles {
  #probe;
  #known = new Map(); // by what a group is made of: the attributes of each element

  constructor(probe) {
    this.#probe = probe;
  }

  inlined(group) {
    for (const hit of group.querySelectorAll(".hit")) hit.remove();
    const all = [group, ...group.querySelectorAll("*")];
    const key = all.map((one) => `${one.tagName} ${one.getAttribute("class")} ${one.getAttribute("data-host")}`).join();
    if (!this.#known.has(key)) {
      this.#probe.append(group);
      this.#known.set(key, all.map(attributes));
      group.remove();
    }
    const known = this.#known.get(key);
    all.forEach((one, i) => {
      for (const [name, value] of known[i]) one.setAttribute(name, value);
      for (const name of ["class", "data-host", "data-kind"]) one.removeAttribute(name);
    });
    return group;
  }
}

// attributes returns what is not as SVG has it anyway.
function attributes(element) {
  if (["g", "defs", "pattern"].includes(element.tagName)) return [];
  const style = getComputedStyle(element);
  const names = element.tagName === "text" ? [...lines, ...fonts] : lines;
  return names.flatMap((name) => plain(name, style.getPropertyValue(name))).filter(([name, value]) => value && value !== usual[name]);
}

const usual = {
  "fill": "rgb(0, 0, 0)", "fill-opacity": "1", "stroke": "none", "stroke-opacity": "1", "stroke-width": "1px", "stroke-dasharray": "none",
  "stroke-linecap": "butt", "stroke-linejoin": "miter", "paint-order": "normal", "font-weight": "400",
};

// plain returns a colour, and apart from it how much covers what is below: not every
// program reads them together.
function plain(name, value) {
  const mixed = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.e-]+))?\)$/.exec(value);
  if (mixed) {
    const [r, g, b] = mixed.slice(1, 4).map((part) => Math.round(Number(part) * 255));
    return [[name, `rgb(${r}, ${g}, ${b})`], [`${name}-opacity`, mixed[4] ?? "1"]];
  }
  if (value === "rgba(0, 0, 0, 0)") return [[name, "none"]];
  return [[name, value]];
}
