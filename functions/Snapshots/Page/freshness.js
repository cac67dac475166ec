// How old what is shown is: the time of the last good reading, and a notice as soon as one fails.
import { el, fill, say } from "./elements.js";
import { clockWithSeconds } from "./formats.js";
import { t } from "./texts.js";

export function freshness(line, notice, retry) {
  let lastGood = null;

  const sayWhen = () => say(line, lastGood ? t("updated", { clock: clockWithSeconds(lastGood) }) : t("updated.never"));

  return {
    hide() {
      lastGood = null;
      fill(line);
      fill(notice);
    },
    reset() {
      lastGood = null;
      fill(notice);
      say(line, t("reading"));
    },
    after(answer) {
      if (answer.data) {
        lastGood = new Date();
        fill(notice);
      } else {
        const why = t(answer.why, { status: answer.status });
        const sentence = lastGood ? t("failed.stale", { clock: clockWithSeconds(lastGood), why }) : t("failed.first", { why });
        // Said once, not every thirty seconds.
        if (notice.firstElementChild?.firstElementChild?.textContent !== sentence) {
          fill(notice, el("div", { class: "notice" },
            el("p", null, sentence), el("button", { type: "button", onclick: retry }, t("again"))));
        }
      }
      document.body.toggleAttribute("data-stale", !answer.data);
      sayWhen();
    },
  };
}
