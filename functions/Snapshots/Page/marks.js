// The marks on the curve: bands of the gaps and of the alerts under it, numbered flags above it.
import { seconds } from "./steps.js";
import { t, word } from "./texts.js";

const leastWidth = 3;
const flagHeight = 18;

/** Draws under the curve; returns how many gaps and alerts fall into what is shown. */
export function drawBands(plot, answer, colours) {
  const pixel = uPlot.pxRatio;
  const gaps = within(plot, answer.gaps.map(gap => ({ ...gap, start: gap.from, end: gap.until })));
  const alerts = within(plot, answer.alerts.map(alert => ({ ...alert, start: alert.startsAt, end: alert.endsAt })));
  inside(plot, context => {
    for (const gap of gaps) hatch(context, plot.bbox, gap, gap.recovered ? colours.recovered : colours.gap, (gap.recovered ? 9 : 5) * pixel);
    for (const alert of alerts) {
      context.fillStyle = colours.alertArea;
      context.fillRect(alert.left, plot.bbox.top, alert.width, plot.bbox.height);
      // An edge is drawn only where it was: what began before or ends after what is shown has none.
      if (alert.first >= plot.scales.x.min) line(context, plot.bbox, alert.left, colours.alert, []);
      if (alert.end !== null && alert.last <= plot.scales.x.max) line(context, plot.bbox, alert.left + alert.width, colours.alert, [3 * pixel, 3 * pixel]);
    }
  });
  return { gaps: gaps.length, alerts: alerts.length };
}

/** Draws the flags: number and kind where there is room, the number alone where there is little, one row lower where there is none. */
export function drawFlags(plot, answer, colours) {
  const pixel = uPlot.pxRatio;
  const alerts = within(plot, answer.alerts.map(alert => ({ ...alert, start: alert.startsAt, end: alert.endsAt })));
  const context = plot.ctx;
  const right = plot.bbox.left + plot.bbox.width;
  const taken = [];
  context.save();
  context.font = `600 ${11 * pixel}px ${colours.font}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  alerts.forEach((alert, place) => {
    const next = alerts[place + 1]?.left ?? right;
    const whole = `${alert.number} ${word("kind", alert.kind)}`;
    const fits = alert.left + context.measureText(whole).width + 14 * pixel < next;
    const text = fits ? whole : String(alert.number);
    const width = context.measureText(text).width + 10 * pixel;
    const left = Math.min(alert.left, right - width);
    const row = [0, 1, 2].find(candidate => !taken.some(flag => flag.row === candidate && flag.right + 2 * pixel > left));
    if (row === undefined) return;
    taken.push({ row, right: left + width });
    const top = plot.bbox.top + (row * (flagHeight + 2) - flagHeight - 2) * pixel;
    context.fillStyle = colours.alert;
    context.beginPath();
    context.roundRect(left, top, width, flagHeight * pixel, [3 * pixel, 3 * pixel, 3 * pixel, 0]);
    context.fill();
    context.fillStyle = colours.onAlert;
    context.fillText(text, left + 5 * pixel, top + flagHeight * pixel / 2 + pixel / 2);
  });
  context.restore();
}

export const bandWords = drawn => ({ alerts: t("curve.alerts", { n: drawn.alerts }), gaps: t("curve.gaps", { n: drawn.gaps }) });

// What overlaps the time shown, in pixels of the canvas; short ones keep a width that can be seen.
function within(plot, spans) {
  const { min, max } = plot.scales.x;
  return spans
    .map(span => ({ ...span, first: seconds(span.start), last: span.end === null ? max : seconds(span.end) }))
    .filter(span => span.first < max && span.last >= min)
    .map(span => {
      const left = plot.valToPos(Math.max(span.first, min), "x", true);
      const width = plot.valToPos(Math.min(span.last, max), "x", true) - left;
      return { ...span, left, width: Math.max(width, leastWidth * uPlot.pxRatio) };
    })
    .sort((one, other) => one.left - other.left);
}

function inside(plot, draw) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw(ctx);
  ctx.restore();
}

function hatch(context, box, band, colour, distance) {
  context.save();
  context.beginPath();
  context.rect(band.left, box.top, band.width, box.height);
  context.clip();
  context.fillStyle = colour.area;
  context.fillRect(band.left, box.top, band.width, box.height);
  context.strokeStyle = colour.line;
  context.lineWidth = uPlot.pxRatio;
  context.beginPath();
  // Counted from the left of the plot, so that neighbouring bands hatch alike and nothing crawls between two refreshes.
  for (let x = box.left - box.height; x < band.left + band.width; x += distance) {
    if (x + box.height < band.left) continue;
    context.moveTo(x, box.top + box.height);
    context.lineTo(x + box.height, box.top);
  }
  context.stroke();
  context.restore();
}

function line(context, box, x, colour, dash) {
  context.strokeStyle = colour;
  context.lineWidth = 1.5 * uPlot.pxRatio;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(x, box.top);
  context.lineTo(x, box.top + box.height);
  context.stroke();
}
