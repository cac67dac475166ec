// The last alerts, newest first: what, when, why, and what became of telling people.
import { deliveries, meanings } from "./deliveries.js";
import { el, fill, keep, say } from "./elements.js";
import { moment, span } from "./formats.js";
import { spoken, t, word } from "./texts.js";

const pageLength = 10;

export function alerts() {
  const list = el("ol", { class: "alerts" });
  const none = el("p", { class: "quiet" }, t("alerts.none"));
  const more = el("button", { type: "button", class: "more", hidden: true, onclick: () => showMore() });
  const words = meanings();
  const node = el("section", { class: "card" }, el("h2", null, t("alerts.title")), none, list, more, words);
  let length = pageLength;
  let last = [];

  function update(answer) {
    last = answer.alerts.toReversed();
    keep(list, last.slice(0, length), alert => alert.id, alertPart);
    none.hidden = last.length > 0;
    words.hidden = last.length === 0;
    more.hidden = last.length <= length;
    say(more, t("alerts.more", { n: Math.min(pageLength, last.length - length) }));
  }

  function showMore() {
    length += pageLength;
    update({ alerts: last.toReversed() });
  }

  return { node, update };
}

function alertPart() {
  const node = el("li");
  let shown = "";
  return {
    node,
    update(alert) {
      // Nothing moved: what a reader selects or a screen reader stands on is left alone.
      const now = JSON.stringify(alert);
      if (now === shown) return;
      shown = now;
      node.className = `alert ${alert.status}`;
      const from = new Date(alert.startsAt);
      fill(node,
        el("div", { class: "heading" },
          el("span", { class: "flag", "aria-label": t("alert.number", { n: alert.number }), role: "img" }, String(alert.number)),
          el("h3", null, spoken(alert.title)),
          el("span", { class: `chip ${alert.status}` }, word("status", alert.status))),
        el("p", { class: "quiet" }, word("kind", alert.kind), " · ", alert.endsAt === null
          ? t("alert.since", { from: moment(from) })
          : span(from, new Date(alert.endsAt))),
        el("p", null, spoken(alert.why)),
        alert.held ? el("p", { class: "quiet held" }, spoken(alert.held)) : null,
        deliveries(alert.deliveries));
    },
  };
}
