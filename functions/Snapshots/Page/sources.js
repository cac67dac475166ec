// Where the posts come from, and when a source could not be read.
import { el, fill, time } from "./elements.js";
import { ago, moment, span } from "./formats.js";
import { t, word } from "./texts.js";

export function sourceList() {
  const list = el("ul", { class: "sources" });
  const none = el("p", { class: "quiet" }, t("sources.none"));
  return {
    node: el("section", { class: "card" }, el("h2", null, t("sources.title")), none, list),
    update({ sources }, now) {
      none.hidden = sources.length > 0;
      fill(list, sources.map(source => sourceItem(source, now)));
    },
  };
}

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

function sourceItem(source, now) {
  const asked = source.lastAsked === null ? null : new Date(source.lastAsked);
  return el("li", null,
    el("div", { class: "heading" }, el("h3", null, source.where), el("span", { class: `chip ${source.state}` }, word("source", source.state))),
    el("p", { class: "quiet" }, word("network", source.kind), " · ", asked ? time(asked, t("source.asked", { ago: ago(asked, now) })) : t("source.never")),
    source.detail ? el("p", { class: "detail" }, source.detail) : null);
}

function gapItem(gap) {
  const from = new Date(gap.from);
  return el("li", null,
    el("h3", null, gap.until === null ? t("gap.since", { from: moment(from) }) : span(from, new Date(gap.until))),
    el("p", { class: "quiet" },
      el("i", { class: `hatch ${gap.recovered ? "recovered" : "lost"}`, "aria-hidden": "true" }), " ",
      t(gap.recovered ? "gap.recovered" : gap.until === null ? "gap.open" : "gap.lost"), " · ", gap.source),
    el("p", { class: "detail" }, gap.reason));
}
