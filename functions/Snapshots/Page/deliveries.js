// What became of the deliveries: a bar in proportion and the number of each state, which add up to the audience.
import { el, fill } from "./elements.js";
import { count } from "./formats.js";
import { t, word } from "./texts.js";

export const states = ["sent", "planned", "deferred", "failed", "expired", "suppressed"];

/** The whole: bar and numbers; states where nobody is are left out, they would say nothing. */
export function deliveries(counts) {
  const sum = states.reduce((total, state) => total + counts[state], 0);
  const present = states.filter(state => counts[state] > 0);
  const numbers = present.map(state => el("li", { "data-state": state, "data-count": counts[state] },
    el("i", { class: `swatch ${state}`, "aria-hidden": "true" }), word("delivery", state), " ", el("b", null, count(counts[state]))));
  return el("div", { class: "deliveries", "data-audience": counts.audience },
    el("p", { class: "quiet" }, counts.audience === 0
      ? t("deliveries.none")
      : t("deliveries.title", { audience: t("deliveries.people", { n: counts.audience }) })),
    counts.audience > 0 ? bar(counts) : null,
    present.length > 0 ? el("ul", { class: "states" }, numbers) : null,
    sum === counts.audience ? null : el("p", { class: "problem" }, t("deliveries.wrong", { sum, audience: counts.audience })));
}

/** The bar alone; the numbers beside it say the same in words. */
export function bar(counts) {
  const pieces = states.filter(state => counts[state] > 0).map(state => {
    const piece = el("span", { class: state });
    piece.style.flexGrow = counts[state];
    return piece;
  });
  return el("div", { class: "stack", "aria-hidden": "true" }, pieces);
}

export function meanings() {
  return el("details", { class: "meanings" },
    el("summary", null, t("deliveries.words")),
    fill(el("dl"), states.map(state => [
      el("dt", null, el("i", { class: `swatch ${state}`, "aria-hidden": "true" }), word("delivery", state)),
      el("dd", null, t(`meaning.${state}`))])));
}
