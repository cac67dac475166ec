// When a source could not be read.
import { el, fill } from "./elements.js";
import { moment, span } from "./formats.js";
import { t } from "./texts.js";

export function gapList() {
  const list = el("ul", { class: "gaps" });
  const none = el("p", { class: "quiet" }, t("gaps.none"));
  return {
    node: el("section", { class: "card" }, el("h2", null, t("gaps.title")), none, list),
    update({ gaps }) {
      none.hidden = gaps.length > 0;
      fill(list, gaps.map(gapItem));
    },
  };
}

function gapItem(gap) {
  return el("li", null,
    el("h3", null, gapTime(gap)),
    el("p", { class: "quiet" }, gapFate(gap), " · ", gap.source),
    el("p", { class: "detail" }, gap.reason));
}

export function gapTime(gap) {
  const from = new Date(gap.from);
  return gap.until === null ? t("gap.since", { from: moment(from) }) : span(from, new Date(gap.until));
}

/** Whether what was published meanwhile could be read afterwards, hatched as on the curve. */
export function gapFate(gap) {
  return [
    el("i", { class: `hatch ${gap.recovered ? "recovered" : "lost"}`, "aria-hidden": "true" }), " ",
    t(gap.recovered ? "gap.recovered" : gap.until === null ? "gap.open" : "gap.lost"),
  ];
}
