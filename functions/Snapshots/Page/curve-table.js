// The same steps as a table, made only once somebody opens it.
import { el, fill } from "./elements.js";
import { count, moment } from "./formats.js";
import { t } from "./texts.js";

export function curveTable() {
  const body = el("tbody");
  const head = el("thead", null, el("tr", null, ["table.when", "table.posts", "table.remark"].map(name => el("th", { scope: "col" }, t(name)))));
  const scroll = el("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": t("table.open") }, el("table", null, head, body));
  const node = el("details", { ontoggle: () => draw() }, el("summary", null, t("table.open")), scroll);
  let steps = [];

  function draw() {
    if (node.open) fill(body, steps.map(row));
  }

  function update(newSteps) {
    steps = newSteps;
    draw();
  }

  return { node, update };
}

function row(step) {
  const remarks = [
    ...step.alerts.map(number => t("alert.number", { n: number })),
    step.least ? t("table.gap") : null,
    step.recovered ? t("table.recovered") : null,
    step.unfinished ? t("table.unfinished") : null,
  ];
  const posts = step.value === null ? t("posts.unknown") : `${step.least ? "≥ " : ""}${count(step.value)}`;
  return el("tr", null,
    el("th", { scope: "row" }, moment(new Date(step.from * 1000))),
    el("td", { class: "number" }, posts),
    el("td", null, remarks.filter(Boolean).join(", ")));
}
