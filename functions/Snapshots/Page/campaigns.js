// Every campaign at a glance, those with something going on first.
import { bar, states } from "./deliveries.js";
import { el, fill, keep, say } from "./elements.js";
import { hashtags, momentumWords, phaseChip, snapshotLine, stateChip } from "./figures.js";
import { count } from "./formats.js";
import { t, word } from "./texts.js";

const pageLength = 20;
const order = { live: 0, planned: 1, ended: 2 };

export function campaignsView() {
  const number = el("p", { class: "quiet" });
  const list = el("ol", { class: "campaigns" });
  const none = el("section", { class: "card none", hidden: true });
  const more = el("button", { type: "button", class: "more", hidden: true, onclick: () => showMore() });
  const node = el("section", null,
    el("div", { class: "title" }, el("h1", { tabindex: "-1" }, t("title.campaigns")), number), none, list, more);
  let length = pageLength;
  let last = null;

  function update(answer) {
    last = answer;
    const sorted = [...answer.campaigns].sort(byUrgency);
    keep(list, sorted.slice(0, length), campaign => campaign.id, () => campaignRow(() => new Date(last.now)));
    const firing = sorted.reduce((sum, campaign) => sum + campaign.alerts.firing, 0);
    say(number, [t("campaigns.count", { n: sorted.length }), firing > 0 ? t("campaigns.firing", { n: firing }) : null].filter(Boolean).join(" · "));
    number.hidden = sorted.length === 0;
    more.hidden = sorted.length <= length;
    say(more, t("campaigns.more", { n: Math.min(pageLength, sorted.length - length) }));
    none.hidden = sorted.length > 0;
    if (!none.hidden && !none.firstChild) fill(none, firstCampaign());
  }

  function showMore() {
    const from = length;
    length += pageLength;
    update(last);
    list.children[from]?.querySelector("a").focus();
  }

  return { node, update, title: () => `${t("title.campaigns")} · Relais` };
}

function byUrgency(one, other) {
  return Number(other.alerts.firing > 0) - Number(one.alerts.firing > 0)
    || (order[one.state] ?? 3) - (order[other.state] ?? 3)
    || other.totals.lastDay - one.totals.lastDay
    || one.name.localeCompare(other.name);
}

function campaignRow(now) {
  const node = el("li", { class: "card campaign" });
  const link = el("a");
  const heading = el("div", null, el("h2", null, link));
  const rest = el("div", { class: "rest" });
  node.append(heading, rest);
  return {
    node,
    update(campaign) {
      node.className = `card campaign ${campaign.state}${campaign.alerts.firing > 0 ? " firing" : ""}`;
      link.href = `#/c/${encodeURIComponent(campaign.id)}`;
      say(link, campaign.name);
      heading.replaceChildren(heading.firstChild, hashtags(campaign),
        el("p", { class: "chips" }, stateChip(campaign), campaign.state === "ended" ? null : phaseChip(campaign.momentum)), snapshotLine(campaign, now()));
      fill(rest, rowFigures(campaign));
    },
  };
}

function rowFigures(campaign) {
  const known = campaign.snapshotAt !== null;
  const { alerts, gaps, deliveries } = campaign;
  const figure = (label, value, ...under) => el("div", { class: "figure" }, el("dt", null, label), el("dd", null, value, under));
  const small = text => el("span", { class: "under" }, text);
  const warming = campaign.momentum?.phase === "warming";
  const gapWords = gaps.open > 0 ? t("gaps.open", { n: gaps.open }) : gaps.lastWeek > 0 ? t("gaps.week", { n: gaps.lastWeek }) : null;
  return el("dl", null,
    figure(t("figure.hour"), known ? count(campaign.totals.lastHour) : "–",
      campaign.momentum && !warming && campaign.state === "live" ? small(momentumWords(campaign.momentum)) : null),
    figure(t("figure.day"), known ? count(campaign.totals.lastDay) : "–", gapWords ? small(gapWords) : null),
    figure(t("figure.alerts"), count(alerts.total), alerts.firing > 0 ? small(t("campaigns.firing", { n: alerts.firing })) : null),
    figure(t("figure.deliveries"), count(deliveries.audience), deliveries.audience > 0 ? [bar(deliveries), small(deliveryWords(deliveries))] : null));
}

// In the list only what asks for attention is spelled out.
function deliveryWords(counts) {
  return states.filter(state => counts[state] > 0)
    .map(state => `${count(counts[state])}\u00a0${word("delivery", state).toLowerCase()}`).join(", ");
}

function firstCampaign() {
  const body = JSON.stringify({ name: t("campaigns.example"), hashtags: ["BoîteÀOutils"], sources: [{ kind: "mastodon", host: "mastodon.social" }] });
  const command = `curl -X POST ${location.origin}/api/campaigns \\\n  -H "Authorization: Bearer $RELAIS_KEY" \\\n  -H "Content-Type: application/json" \\\n  -d '${body}'`;
  return [el("h2", null, t("campaigns.none")), el("p", null, t("campaigns.none.how")),
    el("pre", { tabindex: "0", "aria-label": "curl" }, el("code", null, command))];
}
