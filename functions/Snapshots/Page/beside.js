// A card that stands beside the curve and is read by itself: where it fails it says so in its own place, and the rest of the page stays.
import { el, say } from "./elements.js";
import { clockWithSeconds } from "./formats.js";
import { heldKey } from "./key.js";
import { t } from "./texts.js";

/** Shows what `read` brings in `part`, at most once in `everyMilliseconds`; the `marks` of a part stand beside its title. */
export function beside(title, part, read, everyMilliseconds = 0) {
  const state = el("p", { class: "quiet" }, t("reading"));
  const node = el("section", { class: "card" }, el("div", { class: "heading" }, el("h2", null, title), part.marks), state, part.node);
  let lastGood = null;
  let due = -Infinity;
  let reading = 0;
  part.node.hidden = true;

  async function refresh(campaign, now) {
    if (performance.now() < due) return;
    due = performance.now() + everyMilliseconds;
    const mine = ++reading;
    const answer = drawn(await read(heldKey(), campaign), mine, now);
    // Another reading has begun meanwhile, which is the newer one.
    if (mine !== reading) return;
    if (answer.data) {
      lastGood = new Date();
      state.hidden = true;
      part.node.hidden = false;
    } else {
      due = -Infinity;
      const why = t(answer.why ?? "why.status", { status: answer.status });
      state.hidden = false;
      state.className = "problem";
      say(state, lastGood ? t("failed.stale", { clock: clockWithSeconds(lastGood), why }) : t("failed.first", { why }));
    }
  }

  function drawn(answer, mine, now) {
    if (!answer.data || mine !== reading) return answer;
    try {
      part.update(answer.data, now);
      return answer;
    } catch (failure) {
      console.error(failure);
      return { why: "why.unreadable" };
    }
  }

  return { node, refresh };
}
