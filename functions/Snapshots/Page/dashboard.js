// What is shown and when it is read again: the address chooses the view, a timer keeps it fresh while somebody looks.
import { campaignsView } from "./campaigns.js";
import { campaignView } from "./campaign.js";
import { el, fill } from "./elements.js";
import { zone } from "./formats.js";
import { freshness } from "./freshness.js";
import { forgetKey, heldKey, keyForm, takeKeyFromAddress } from "./key.js";
import { readCampaign, readCampaigns } from "./reading.js";
import { language, languages, t } from "./texts.js";

const refreshMilliseconds = 30_000;
const place = document.getElementById("view");
const fresh = freshness(document.getElementById("freshness"), document.getElementById("notice"), () => refresh());

let view = null;
let shown = null;
let reading = 0;
let timer = 0;
let lastTry = -Infinity;

function route() {
  const found = /^#\/c\/([^?/]+)(?:\?hours=(1|24|168))?$/.exec(location.hash);
  return found ? { campaign: decoded(found[1]), hours: Number(found[2] ?? 24) } : { campaign: null };
}

function decoded(part) {
  try { return decodeURIComponent(part); } catch { return part; }
}

function ask(reason) {
  stop();
  forgetKey();
  fresh.hide();
  showPreferences(false);
  document.title = `${t("title.key")} · Relais`;
  view = shown = null;
  fill(place, keyForm(reason, () => show()));
  place.querySelector("input").focus();
}

function show() {
  const problem = takeKeyFromAddress();
  if (problem || !heldKey()) return ask(problem);
  const wanted = route();
  const elsewhere = !shown || shown.campaign !== wanted.campaign;
  const first = !shown;
  shown = wanted;
  showPreferences(true);
  if (elsewhere) {
    fresh.reset();
    view = wanted.campaign === null ? campaignsView() : campaignView();
    fill(place, view.node);
    scrollTo(0, 0);
    // After a change of view the reader starts at its heading; on the first one the browser's own place is right.
    if (!first) place.querySelector("h1").focus();
  }
  view.show?.(wanted);
  return refresh();
}

async function refresh() {
  stop();
  const mine = ++reading;
  lastTry = performance.now();
  const asked = shown;
  const answer = asked.campaign === null
    ? await readCampaigns(heldKey())
    : await readCampaign(heldKey(), asked.campaign, asked.hours);
  // Someone went elsewhere meanwhile: that view reads for itself.
  if (mine !== reading) return;
  if (answer.refused) return ask(answer.refused);
  if (answer.missing) {
    view = shown = null;
    fresh.hide();
    return fill(place, missingView());
  }
  fresh.after(answer.data ? drawn(answer, asked) : answer);
  wait();
}

// An answer that the page cannot draw is an answer not understood: said, and logged for whoever mends it.
function drawn(answer, asked) {
  try {
    view.update(answer.data, asked);
    document.title = view.title();
    return answer;
  } catch (failure) {
    console.error(failure);
    return { why: "why.unreadable" };
  }
}

function missingView() {
  document.title = `${t("missing.title")} · Relais`;
  return el("section", { class: "card ask" },
    el("h1", { tabindex: "-1" }, t("missing.title")), el("p", null, t("missing")), el("p", null, el("a", { href: "#/" }, t("back"))));
}

function stop() {
  clearTimeout(timer);
  reading++;
}

function wait() {
  clearTimeout(timer);
  if (document.visibilityState === "visible") timer = setTimeout(refresh, refreshMilliseconds);
}

function whenLookedAt() {
  if (document.visibilityState !== "visible") return clearTimeout(timer);
  if (!view?.update) return;
  if (performance.now() - lastTry >= refreshMilliseconds) refresh();
  else wait();
}

function showPreferences(open) {
  // The place in the page is kept when the language changes; it is only known at the click.
  const keepPlace = event => { event.currentTarget.hash = location.hash; };
  fill(document.getElementById("preferences"),
    Object.entries(languages).map(([code, name]) => el("a", {
      href: `?lang=${code}`, lang: code, hreflang: code, title: name, "aria-label": `${code.toUpperCase()}, ${name}`, "aria-current": code === language ? "true" : null, onclick: keepPlace,
    }, code.toUpperCase())),
    open ? el("button", { type: "button", class: "plain", onclick: () => ask("key.forgotten") }, t("forget")) : null);
}

document.documentElement.lang = language;
document.getElementById("preferences").setAttribute("aria-label", t("languages"));
fill(document.getElementById("foot"), t("times", { zone }));
addEventListener("hashchange", show);
document.addEventListener("visibilitychange", whenLookedAt);
show();
