// The curve of one campaign with its range, its legend and its words for those who do not see it.
import { curveTable } from "./curve-table.js";
import { el, fill, say } from "./elements.js";
import { clock, count, moment, span } from "./formats.js";
import { bandWords } from "./marks.js";
import { plotIn, sizeOf } from "./plot.js";
import { stepsOf } from "./steps.js";
import { t } from "./texts.js";

const ranges = [1, 24, 168];

export function curve() {
  const links = new Map(ranges.map(hours => [hours, el("a", null, t(`range.${hours}`))]));
  const pointed = el("p", { class: "pointed", "aria-hidden": "true" });
  const box = el("div", { class: "plot", role: "img" });
  const empty = el("p", { class: "empty", hidden: true });
  const legend = el("ul", { class: "legend", "aria-label": t("legend") });
  const table = curveTable();
  const node = el("section", { class: "card curve" },
    el("div", { class: "heading" }, el("h2", null, t("curve.title")), pointed, el("nav", { class: "ranges", "aria-label": t("curve.range") }, [...links.values()])),
    el("div", { class: "frame" }, box, empty), legend, table.node);
  let plot = null;
  let last = null;

  function draw() {
    if (!last) return;
    const { answer, steps } = last;
    plot?.destroy();
    plot = plotIn(box, answer, steps, step => say(pointed, step ? stepWords(step) : ""), drawn => mark(answer, steps, drawn));
  }

  function mark(answer, steps, drawn) {
    Object.assign(box.dataset, { alerts: drawn.alerts, gaps: drawn.gaps, points: steps.length });
    box.setAttribute("aria-label", summary(answer, steps, drawn));
  }

  function update(answer) {
    const steps = stepsOf(answer);
    last = { answer, steps };
    box.removeAttribute("aria-busy");
    draw();
    const counted = steps.some(step => step.posts > 0);
    empty.hidden = counted;
    say(empty, counted ? "" : t(emptyWords(answer.campaign)));
    fill(legend, legendItems(answer));
    table.update(steps);
  }

  function choose({ campaign, hours }) {
    for (const [range, link] of links) {
      link.href = `#/c/${encodeURIComponent(campaign)}?hours=${range}`;
      if (range === hours) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (last) box.setAttribute("aria-busy", "true");
  }

  new ResizeObserver(() => plot?.setSize(sizeOf(box))).observe(box);
  // Colours are read when drawing: another scheme, or paper, wants another drawing.
  for (const condition of ["(prefers-color-scheme: dark)", "print"]) matchMedia(condition).addEventListener("change", draw);

  return { node, update, choose };
}

export function stepWords(step) {
  const posts = step.value === null ? t("posts.unknown") : t(step.least || step.unfinished ? "posts.least" : "posts", { n: step.value });
  return `${span(new Date(step.from * 1000), new Date(step.until * 1000))} · ${posts}`;
}

function emptyWords(campaign) {
  if (campaign.state === "planned") return "snapshot.planned";
  return campaign.totals.posts === 0 ? "curve.none" : "curve.none.range";
}

function summary(answer, steps, drawn) {
  const total = steps.reduce((sum, step) => sum + step.posts, 0);
  const most = steps.reduce((best, step) => step.posts > (best?.posts ?? 0) ? step : best, null);
  const from = moment(new Date(answer.from));
  const until = moment(new Date(answer.until));
  const common = { step: t(`step.${answer.stepMinutes}`), from, until, ...bandWords(drawn) };
  if (!most) return t("curve.summary.empty", common);
  const at = answer.stepMinutes < 60 ? clock(new Date(most.from * 1000)) : moment(new Date(most.from * 1000));
  return t("curve.summary", { ...common, posts: t("posts", { n: total }), most: count(most.posts), at });
}

// Only what is on the drawing is explained beside it.
function legendItems(answer) {
  const item = (look, text) => el("li", null, el("i", { class: look, "aria-hidden": "true" }), text);
  return [
    item("key-curve", t("legend.curve", { step: t(`step.${answer.stepMinutes}`) })),
    answer.alerts.length > 0 ? item("key-alert", t("legend.alert")) : null,
    answer.gaps.some(gap => !gap.recovered) ? item("hatch lost", t("legend.gap")) : null,
    answer.gaps.some(gap => gap.recovered) ? item("hatch recovered", t("legend.recovered")) : null,
  ];
}
