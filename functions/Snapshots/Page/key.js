// The organiser's key: taken from the address or from the form, kept for this tab only.
import { el } from "./elements.js";
import { t } from "./texts.js";

const place = "relais.key";

export const heldKey = () => sessionStorage.getItem(place);
export const forgetKey = () => sessionStorage.removeItem(place);

/** Takes `#key=…` out of the address at once, so that it stays neither on the screen nor in the history; says what is wrong with it. */
export function takeKeyFromAddress() {
  const found = /^#key=([^&]*)/.exec(location.hash);
  if (!found) return null;
  history.replaceState(null, "", location.pathname + location.search + "#/");
  const key = readableKey(found[1]);
  if (!key) return "key.unreadable";
  sessionStorage.setItem(place, key);
  return null;
}

// People paste the whole address as often as the key; a header carries printable ASCII only.
function readableKey(pasted) {
  const text = pasted.trim();
  const key = text.includes("#key=") ? text.slice(text.indexOf("#key=") + 5) : text;
  return /^rk_[\x21-\x7e]+$/.test(key) ? key : null;
}

/** The form that asks for the key, with the reason why it asks again. */
export function keyForm(reason, open) {
  const problem = el("p", { id: "key-problem", class: "problem", role: "alert" }, reason ? t(reason) : "");
  const input = el("input", {
    id: "key", type: "password", required: true, autocomplete: "off", autocapitalize: "none", spellcheck: "false",
    "aria-describedby": "key-explain key-problem", "aria-invalid": reason ? "true" : null,
  });
  const submit = event => {
    event.preventDefault();
    const key = readableKey(input.value);
    if (!key) {
      problem.textContent = t("key.unreadable");
      input.setAttribute("aria-invalid", "true");
      input.focus();
      return;
    }
    sessionStorage.setItem(place, key);
    open();
  };
  return el("section", { class: "card ask" },
    el("h1", { tabindex: "-1" }, t("title.key")),
    el("p", { id: "key-explain" }, t("key.explain")),
    problem,
    el("form", { onsubmit: submit },
      el("label", { for: "key" }, t("key.label")),
      el("div", { class: "together" }, input, el("button", { class: "main" }, t("key.open")))));
}
