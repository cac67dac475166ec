// The language of the page, and its sentences with their numbers filled in.
import english from "./texts-en.js";
import french from "./texts-fr.js";

const known = { en: english, fr: french };

function chosen() {
  const asked = new URLSearchParams(location.search).get("lang");
  const wishes = [asked, ...(navigator.languages ?? [])].filter(Boolean).map(tag => tag.toLowerCase());
  // The full tag is kept (fr-CA, en-GB): numbers and dates follow it, sentences only the language.
  return wishes.find(tag => Object.hasOwn(known, tag.split("-")[0])) ?? "en";
}

export const locale = chosen();
export const language = locale.split("-")[0];
export const languages = { fr: "Français", en: "English" };

const texts = known[language];
const plural = new Intl.PluralRules(locale);
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

/** The sentence of that name; a pair is singular and plural, chosen by `values.n`. */
export function t(name, values = {}) {
  const found = texts[name];
  if (found === undefined) throw new Error(`No text is named "${name}".`);
  const sentence = Array.isArray(found) ? found[plural.select(values.n) === "one" ? 0 : 1] : found;
  return sentence.replace(/\{(\w+)\}/g, (_, slot) =>
    typeof values[slot] === "number" ? whole.format(values[slot]) : values[slot]);
}

/** The word for a value that the server sends (a state, a kind); the value itself when it is newer than this page. */
export function word(family, value) {
  const name = `${family}.${value}`;
  return Object.hasOwn(texts, name) ? texts[name] : String(value);
}

/** What the server says in both languages. */
export const spoken = both => both?.[language] ?? both?.en ?? "";
