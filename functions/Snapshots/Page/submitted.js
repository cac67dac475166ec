// What forms, shops and other sites told of a campaign, added up, and how far it is on the way to its goals.
import { el, fill } from "./elements.js";
import { amount, count, currency } from "./formats.js";
import { t, word } from "./texts.js";

export function submitted() {
  const goals = el("ul", { class: "goals" });
  const noGoals = el("p", { class: "quiet" }, t("goals.none"));
  const sums = el("dl", { class: "sums" });
  const nothing = el("p", { class: "quiet" }, t("submitted.none"));
  return {
    node: el("section", { class: "card submitted" }, el("h2", null, t("submitted.title")), nothing, sums, el("h3", null, t("goals.title")), noGoals, goals),
    update({ campaign }) {
      // Snapshots of a time when nobody counted this hold none of it.
      const rows = rowsOf(campaign.submitted);
      const wanted = campaign.goals ?? [];
      nothing.hidden = rows.length > 0;
      sums.hidden = rows.length === 0;
      noGoals.hidden = wanted.length > 0;
      goals.hidden = wanted.length === 0;
      fill(sums, rows.map(([label, value]) => el("div", { class: "figure" }, el("dt", null, label), el("dd", null, value))));
      fill(goals, wanted.map(goalItem));
    },
  };
}

function rowsOf(told) {
  if (!told) return [];
  return [
    ...Object.entries(told.deeds).map(([kind, number]) => [word("submitted", kind), count(number)]),
    ...told.money.map(sum => [t("submitted.money", { of: word("submitted", sum.of), currency: sum.currency }), currency(sum.amount, sum.currency)]),
    ...Object.entries(told.amounts).map(([unit, number]) => [unit, amount(number)]),
  ];
}

function goalItem(goal) {
  const value = number => goal.of ? currency(number, goal.unit) : amount(number);
  const percent = Math.max(0, goal.percent);
  const filled = el("span", { class: "filled" });
  filled.style.width = `${Math.min(100, percent)}%`;
  // Beyond the goal the bar is what came, and a line says how far the goal was.
  const mark = percent > 100 ? el("span", { class: "threshold" }) : null;
  if (mark) mark.style.insetInlineStart = `${10_000 / percent}%`;
  return el("li", null,
    el("p", { class: "heading" }, el("span", null, goal.of ? word("submitted", goal.of) : word("goal", goal.unit)), el("b", null, t("goals.share", { share: count(percent) }))),
    el("div", { class: "gauge", "aria-hidden": "true" }, filled, mark),
    el("p", { class: "quiet" }, t("goals.sum", { reached: value(Math.max(0, goal.reached)), target: value(goal.target) })));
}
