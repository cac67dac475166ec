// The drawing of the curve by uPlot: steps as they were counted, never joined across what is not known.
import { clock, count, day } from "./formats.js";
import { drawBands, drawFlags } from "./marks.js";
import { seconds } from "./steps.js";

const narrow = 520;

/** Draws into `box`; `pointed` hears which step the pointer is on (or null), `drawn` what was marked. */
export function plotIn(box, answer, steps, pointed, drawn) {
  const colours = coloursOf(box);
  const from = seconds(answer.from);
  const until = seconds(answer.until);
  const options = {
    ...sizeOf(box),
    padding: [26, 10, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      dataIdx: (_, __, ___, value) => stepAt(steps, value),
    },
    scales: {
      x: { time: true, range: () => [from, until] },
      y: { range: (_, __, most) => [0, Math.max(4, (most ?? 0) * 1.08)] },
    },
    axes: [
      { stroke: colours.quiet, font: colours.small, grid: { show: false }, ticks: { stroke: colours.line, size: 5 }, size: 34, space: 58, values: instants },
      {
        stroke: colours.quiet, font: colours.small, grid: { stroke: colours.line, width: 1 }, ticks: { show: false }, space: 44, size: widthOf,
        incrs: [1, 2, 5].flatMap(unit => Array.from({ length: 8 }, (_, power) => unit * 10 ** power)).sort((one, other) => one - other),
        values: (_, splits) => splits.map(count),
      },
    ],
    series: [{}, {
      stroke: colours.curve, fill: colours.curveArea, width: 1.5, points: { show: false }, paths: uPlot.paths.stepped({ align: 1 }),
    }],
    hooks: {
      drawClear: [plot => drawn(drawBands(plot, answer, colours))],
      draw: [plot => drawFlags(plot, answer, colours)],
      setCursor: [plot => pointed(plot.cursor.idx === null || plot.cursor.left < 0 ? null : steps[plot.cursor.idx] ?? null)],
    },
  };
  return new uPlot(options, dataOf(steps), box);
}

export const sizeOf = box => ({ width: Math.max(200, box.clientWidth), height: box.clientWidth < narrow ? 230 : 310 });

// A step is drawn as long as it lasted, the last one too: its value is repeated at its end.
function dataOf(steps) {
  const last = steps.at(-1);
  return [
    [...steps.map(step => step.from), ...(last ? [last.until] : [])],
    [...steps.map(step => step.value), ...(last ? [last.value] : [])],
  ];
}

function stepAt(steps, instant) {
  const after = steps.findIndex(step => step.until > instant);
  return after < 0 ? steps.length - 1 : after;
}

// Midnight is named by its day, every other instant by its hour.
function instants(_, splits) {
  return splits.map(split => {
    const instant = new Date(split * 1000);
    return instant.getHours() === 0 && instant.getMinutes() === 0 ? day(instant) : clock(instant);
  });
}

function widthOf(plot, values, axis, cycle) {
  const known = plot.axes[axis];
  if (cycle > 1) return known._size;
  const longest = (values ?? []).reduce((most, value) => Math.max(most, value.length), 1);
  return 14 + 7 * longest;
}

function coloursOf(box) {
  const style = getComputedStyle(box);
  const colour = name => style.getPropertyValue(`--${name}`).trim();
  return {
    quiet: colour("quiet"), line: colour("line"), curve: colour("curve"), curveArea: colour("curve-area"),
    alert: colour("alert"), alertArea: colour("alert-area"), onAlert: colour("on-alert"),
    gap: { line: colour("gap"), area: colour("gap-area") },
    recovered: { line: colour("recovered"), area: "transparent" },
    font: style.fontFamily, small: `12px ${style.fontFamily}`,
  };
}
