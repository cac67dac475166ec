// Where the posts come from: how each source fares, how often it is asked, at what cost, and when it could not be read.
import { el, fill, keep, say } from "./elements.js";
import { ago, every, lasting, moment, money } from "./formats.js";
import { gapFate, gapTime } from "./gaps.js";
import { spoken, t, word } from "./texts.js";

const columns = ["source", "read", "cost", "state", "gaps"];

// The roles say again what the elements are: on a narrow screen rows are laid out as blocks, and a browser then forgets it.
export function sourceTable() {
  const stopped = el("span", { class: "chip failing", hidden: true });
  const none = el("p", { class: "quiet" }, t("sources.none"));
  const heads = columns.map(name => el("th", { scope: "col", role: "columnheader", class: name }, t(`sources.${name}`)));
  const body = el("tbody", { role: "rowgroup" });
  const table = el("table", { class: "fares", role: "table", "aria-label": t("sources.title") },
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, heads)), body);
  const unreadable = el("p", { class: "problem", hidden: true }, t("budget.unreadable"));
  const budgets = el("ul", { class: "budgets" });

  return {
    node: el("div", null, none, table, unreadable, budgets),
    marks: stopped,
    update({ sources, budgets: read }, now) {
      const paid = (read ?? []).filter(budget => budget.off === null && sources.some(source => isPaidBy(source, budget) && source.everyMinutes !== null));
      none.hidden = sources.length > 0;
      table.hidden = sources.length === 0;
      table.classList.toggle("free", sources.every(source => source.dollarsAMonth === 0));
      const several = sources.filter(source => sources.some(other => other !== source && placeOf(other) === placeOf(source)));
      const shown = sources.map(source => ({ source, now, tags: several.includes(source) ? source.hashtags : [] }));
      keep(body, shown, one => JSON.stringify([placeOf(one.source), one.source.hashtags]), sourceRow);
      const silent = sources.filter(source => source.stoppedSince !== null).length;
      stopped.hidden = silent === 0;
      say(stopped, t("sources.stopped", { n: silent }));
      unreadable.hidden = read !== null || sources.every(source => source.dollarsAMonth === 0);
      keep(budgets, paid.map(budget => budgetWords(budget, sources)), words => words, textItem);
    },
  };
}

const placeOf = source => `${source.kind} ${source.url ?? source.host}`;

function sourceRow() {
  const head = el("th", { scope: "row", role: "rowheader" });
  const cells = columns.slice(1).map(name => el("td", { role: "cell", class: name, "data-label": t(`sources.${name}`) }));
  const [read, cost, state, gaps] = cells;
  const blind = gapsPart();
  gaps.append(blind.node);
  const when = el("span");
  const rhythm = under("");
  read.append(when, rhythm);
  let shown = "";
  return {
    node: el("tr", { role: "row" }, head, cells),
    update({ source, now, tags }) {
      say(when, source.askedUntil === null ? t("source.never") : ago(new Date(source.askedUntil), now));
      say(rhythm, source.everyMinutes === null ? "" : every(source.everyMinutes));
      say(cost, source.dollarsAMonth === null ? t("cost.unknown") : source.dollarsAMonth > 0 ? money(source.dollarsAMonth) : "–");
      blind.update(source.gaps, now);
      const [look, ...words] = standing(source, now);
      // Nothing moved: what a reader selects or a screen reader stands on is left alone.
      const fresh = JSON.stringify([look, words, tags]);
      if (fresh === shown) return;
      shown = fresh;
      fill(head, el("span", null, whereOf(source)), under(word("network", source.kind)), tags.length > 0 ? under(tags.flatMap(tag => [el("bdi", null, `#${tag}`), " "])) : null);
      fill(state, el("span", { class: `chip ${look}` }, t(`source.${look}`)), words.filter(Boolean).map(said => under(said)));
    },
  };
}

const under = (...content) => el("span", { class: "under" }, content);

// Of an address its path tells two feeds of one site apart; what comes behind may be somebody's secret.
function whereOf(source) {
  return source.url === null || !URL.canParse(source.url) ? source.host : source.host + new URL(source.url).pathname;
}

// How a source stands, as the chip's look, and what there is to say about it.
function standing(source, now) {
  const quiet = source.quietUntil !== null && new Date(source.quietUntil) > now ? t("source.quiet.until", { at: moment(new Date(source.quietUntil)) }) : null;
  if (source.everyMinutes === null) return ["resting"];
  if (source.stoppedSince !== null) {
    return ["failing", t("source.since", { from: moment(new Date(source.stoppedSince)), why: spoken(source.why) }), spoken(source.advice), quiet];
  }
  if (source.reason !== null) return ["missed", spoken(source.why), quiet];
  if (quiet) return ["quiet", quiet];
  return [source.askedUntil === null ? "waiting" : "ok"];
}

function gapsPart() {
  const none = el("span", { class: "quiet" }, t("sources.gaps.none"));
  const summary = el("summary");
  const list = el("ol", { tabindex: "0", "aria-label": t("sources.gaps") });
  const details = el("details", null, summary, list);
  let shown = "";
  return {
    node: el("div", null, none, details),
    update(gaps, now) {
      none.hidden = gaps.length > 0;
      details.hidden = gaps.length === 0;
      const longest = Math.max(0, ...gaps.map(gap => (gap.until === null ? now : new Date(gap.until)) - new Date(gap.from)));
      say(summary, t("sources.gaps.count", { n: gaps.length, longest: lasting(longest) }));
      const fresh = JSON.stringify(gaps);
      if (fresh === shown) return;
      shown = fresh;
      fill(list, [...gaps].sort((one, other) => new Date(other.from) - new Date(one.from)).map(gap =>
        el("li", null, el("b", null, gapTime(gap)), under(gapFate(gap), " · ", spoken(gap.why)))));
    },
  };
}

// A network may be asked in several ways ("x", "x-search"), which share its budget.
const isPaidBy = (source, budget) => source.kind.split("-")[0] === budget.kind;

// Where a network is paid by the post and nobody knows yet how many come, more may be spent than is foreseen.
function budgetWords(budget, sources) {
  const known = sources.every(source => source.dollarsAMonth !== null || !isPaidBy(source, budget));
  const { kind, spent, cap, projected } = budget;
  return t(known ? "budget" : "budget.least", { network: word("network", kind), spent: money(spent), cap: money(cap), projected: money(projected) });
}

function textItem(words) {
  return { node: el("li", { class: "quiet" }, words), update() {} };
}
