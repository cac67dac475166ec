// The headline figures of one campaign: how much, and how far above the usual.
import { el, fill } from "./elements.js";
import { ago, count, oneDecimal } from "./formats.js";
import { t, word } from "./texts.js";

// A snapshot is taken every five minutes: three missed ones are not a hiccup any more.
const lateMilliseconds = 15 * 60_000;

export function figures() {
  const node = el("section", { class: "figures" });
  return {
    node,
    update(campaign) {
      const known = campaign.snapshotAt !== null;
      const posts = campaign.totals;
      const figure = (label, value) => el("div", { class: "figure" }, el("dt", null, label), el("dd", null, known ? count(value) : "–"));
      fill(node,
        momentumFigure(campaign.momentum),
        el("dl", { class: "counts" },
          figure(t("figure.hour"), posts.lastHour),
          figure(t("figure.day"), posts.lastDay),
          figure(t("figure.week"), posts.lastWeek),
          figure(t("figure.total"), posts.posts)));
    },
  };
}

/** "5.2 above usual", or why there is no such number. */
export function momentumWords(momentum) {
  if (!momentum) return t("momentum.none");
  if (momentum.phase === "warming") return t("momentum.warming");
  const value = oneDecimal(Math.abs(momentum.value));
  if (value === oneDecimal(0)) return t("momentum.usual");
  return t(momentum.value > 0 ? "momentum.above" : "momentum.below", { value });
}

export function phaseChip(momentum) {
  return momentum ? el("span", { class: `chip ${momentum.phase}` }, word("phase", momentum.phase)) : null;
}

export function stateChip(campaign) {
  return el("span", { class: `chip ${campaign.state}` }, word("state", campaign.state));
}

export function hashtags(campaign) {
  return el("p", { class: "hashtags" }, campaign.hashtags.map(tag => [el("bdi", null, `#${tag}`), " "]));
}

/** How old the counts are, said louder when they should have been renewed. */
export function snapshotLine(campaign, now) {
  if (campaign.state === "planned" && campaign.snapshotAt === null) return el("p", { class: "quiet" }, t("snapshot.planned"));
  if (campaign.snapshotAt === null) return el("p", { class: "quiet" }, t("snapshot.none"));
  const taken = new Date(campaign.snapshotAt);
  const late = campaign.state === "live" && now - taken > lateMilliseconds;
  return el("p", { class: late ? "problem" : "quiet" }, t(late ? "snapshot.late" : "snapshot", { ago: ago(taken, now) }));
}

function momentumFigure(momentum) {
  const heading = el("div", { class: "heading" }, el("h2", null, t("figure.momentum")), phaseChip(momentum));
  if (!momentum || momentum.phase === "warming") {
    return el("div", { class: "momentum" }, heading, el("p", { class: "quiet" }, momentumWords(momentum)));
  }
  const [number, rest] = split(momentumWords(momentum), oneDecimal(Math.abs(momentum.value)));
  return el("div", { class: "momentum" }, heading,
    el("p", { class: "value" }, number ? el("b", null, number) : null, rest),
    gauge(momentum),
    el("p", { class: "quiet" },
      t("momentum.counts", { trailing: count(momentum.trailing), expected: oneDecimal(momentum.expected) }), ". ",
      t("momentum.threshold", { threshold: oneDecimal(momentum.threshold) }), "."));
}

// The number is set large, the words around it are not; every language puts the number first.
function split(sentence, number) {
  return sentence.startsWith(number) ? [number, sentence.slice(number.length)] : [null, sentence];
}

function gauge(momentum) {
  const most = Math.max(momentum.threshold * 2, momentum.value);
  const share = value => `${Math.min(100, Math.max(0, 100 * value / most))}%`;
  const filled = el("span", { class: `filled ${momentum.phase}` });
  const mark = el("span", { class: "threshold" });
  filled.style.width = share(momentum.value);
  mark.style.insetInlineStart = share(momentum.threshold);
  return el("div", { class: "gauge", "aria-hidden": "true" }, filled, mark);
}
