// One campaign: its figures, its curve, where its posts come from, what sites told of it, its alerts and what became of them, and the hashtags beside its own.
import { alerts } from "./alerts.js";
import { beside } from "./beside.js";
import { curve } from "./curve.js";
import { el, fill, say } from "./elements.js";
import { figures, hashtags, snapshotLine, stateChip } from "./figures.js";
import { gapList } from "./gaps.js";
import { readSources, readTopics } from "./reading.js";
import { sourceTable } from "./sources.js";
import { submitted } from "./submitted.js";
import { t } from "./texts.js";
import { topicList } from "./topics.js";

// A week's hashtags are hundreds of rows to the server, and hardly another ten a minute later.
const topicsMilliseconds = 5 * 60_000;

export function campaignView() {
  const heading = el("h1", { tabindex: "-1" }, t("title.campaign"));
  const chips = el("p", { class: "chips" });
  const tags = el("div");
  const snapshot = el("div");
  const parts = [figures(), curve(), alerts(), gapList(), submitted()];
  const [counts, chart, told, blind, added] = parts.map(part => part.node);
  const cards = [beside(t("sources.title"), sourceTable(), readSources), beside(t("topics.title"), topicList(), readTopics, topicsMilliseconds)];
  const [sources, topics] = cards.map(card => card.node);
  const body = el("div", { hidden: true },
    counts, chart, sources, added, el("div", { class: "columns" }, told, el("div", { class: "side" }, topics, blind)));
  const node = el("article", null,
    el("p", { class: "back" }, el("a", { href: "#/" }, t("back"))),
    el("div", { class: "title" }, heading, chips),
    el("div", { class: "subtitle" }, tags, snapshot),
    body);

  return {
    node,
    show: wanted => parts[1].choose(wanted),
    update(answer, asked) {
      const now = new Date(answer.now);
      const { campaign } = answer;
      say(heading, campaign.name);
      fill(chips, stateChip(campaign));
      fill(tags, hashtags(campaign));
      fill(snapshot, snapshotLine(campaign, now));
      body.hidden = false;
      const numbered = { ...answer, alerts: inTheirOrder(answer.alerts) };
      for (const part of parts) part.update(part === parts[0] ? campaign : numbered, now, asked);
      for (const card of cards) card.refresh(asked.campaign, now);
    },
    title: () => `${heading.textContent} · Relais`,
  };
}

// The number of an alert is the same on the curve, in the table and in the list: the oldest shown is 1.
function inTheirOrder(given) {
  return [...given].sort((one, other) => new Date(one.startsAt) - new Date(other.startsAt)).map((alert, place) => ({ ...alert, number: place + 1 }));
}
