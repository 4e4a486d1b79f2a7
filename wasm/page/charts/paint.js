// What is painted on a chart besides its lines: areas and losses; and in which colours.

// palette returns the page's colours, as an element has them.
export function palette(element) {
  const style = getComputedStyle(element);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const known = { client: colour("client"), server: colour("server") };
  return {
    text: colour("text"), wait: colour("wait"), hair: colour("hair"), loss: colour("loss"), background: colour("background"),
    host: (host) => known[host] ?? colour("text"),
    fill: (host) => colour(known[host] ? `fill-${host}` : "fill-wait"),
    font: `12px ${style.fontFamily}`,
  };
}

// under fills what lies under a chart's only line.
export function under(plot, lines, { dots }, colours) {
  if (dots || lines.length !== 1) return;
  const [{ x, y, host, kept }] = lines;
  if (kept || x.length < 2) return;
  const { ctx, bbox } = plot;
  const at = (value, scale) => plot.valToPos(value, scale, true);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.beginPath();
  ctx.moveTo(at(x[0], "x"), at(0, "y"));
  for (let i = 0; i < x.length; i++) {
    ctx.lineTo(at(x[i], "x"), at(y[i], "y"));
    if (i + 1 < x.length) ctx.lineTo(at(x[i + 1], "x"), at(y[i], "y"));
  }
  ctx.lineTo(at(x.at(-1), "x"), at(0, "y"));
  ctx.globalCompositeOperation = "destination-over"; // below the line and the grid
  ctx.fillStyle = colours.fill(host);
  ctx.fill();
  ctx.restore();
}

const wide = 7; // px, of a cross

function crosses(plot, times, ratio) {
  const half = (wide / 2) * ratio;
  const y = plot.bbox.top - half * 0.6;
  let last = -Infinity;
  for (const time of times) {
    const x = plot.valToPos(time, "x", true);
    if (x - last < 2 * ratio) continue; // it would not be seen
    last = x;
    plot.ctx.moveTo(x - half, y - half);
    plot.ctx.lineTo(x + half, y + half);
    plot.ctx.moveTo(x - half, y + half);
    plot.ctx.lineTo(x + half, y - half);
  }
}

// crossed paints a cross for each loss, at the top; of a kept run a thin one.
export function crossed(plot, { from, to, losses }, colours) {
  const { ctx } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colours.loss;
  for (const { kept, times } of losses) {
    ctx.lineWidth = (kept ? 1 : 2) * ratio;
    ctx.beginPath();
    crosses(plot, times.filter((time) => time >= from && time <= to), ratio);
    ctx.stroke();
  }
  ctx.restore();
}
