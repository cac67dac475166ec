// Numbers, instants and spans as the reader writes them, in the reader's own time zone.
import { locale, t } from "./texts.js";

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
// "09:05" where the day has 24 hours, "9:05 AM" where it has twice twelve.
const hour = new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions().hour12 ? "numeric" : "2-digit";
const hourMinute = new Intl.DateTimeFormat(locale, { hour, minute: "2-digit" });
const second = new Intl.DateTimeFormat(locale, { hour, minute: "2-digit", second: "2-digit" });
const dayMonth = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const dayAndTime = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", hour, minute: "2-digit" });
// Prices of a network are thousandths of a dollar.
const dollars = new Intl.NumberFormat(locale, { style: "currency", currency: "USD", minimumFractionDigits: 2, maximumFractionDigits: 3 });
const units = ["day", "hour", "minute"].map(unit => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }));
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

export const zone = new Intl.DateTimeFormat(locale).resolvedOptions().timeZone;

export const count = value => whole.format(value);
export const oneDecimal = value => tenth.format(value);
export const clock = instant => hourMinute.format(instant);
export const clockWithSeconds = instant => second.format(instant);
export const day = instant => dayMonth.format(instant);
export const moment = instant => dayAndTime.format(instant);

/** "20 Nov, 10:12 – 11:40": the day is not said twice. */
export const span = (from, until) => dayAndTime.formatRange(from, until);

/** "4 minutes ago", in the largest unit that keeps it exact enough. */
export function ago(instant, now) {
  const seconds = Math.round((instant - now) / 1000);
  const [unit, length] = [["day", 86400], ["hour", 3600], ["minute", 60]].find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return relative.format(Math.round(seconds / length), unit);
}

/** A sum of any currency; cents are left out where there are none. */
export const currency = (value, code) =>
  new Intl.NumberFormat(locale, { style: "currency", currency: code, ...(Number.isInteger(value) ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {}) }).format(value);

const thousandths = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });

export const amount = value => thousandths.format(value);

export const money = value => dollars.format(value);

/** "every 5 minutes", "every hour". */
export const every = minutes => minutes % 60 === 0 ? t("every.hours", { n: minutes / 60 }) : t("every.minutes", { n: minutes });

/** "1 hr 15 min", in its two largest units. */
export function lasting(milliseconds) {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  const amounts = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const first = amounts.findIndex(amount => amount > 0);
  return amounts.map((amount, place) => amount > 0 && place < first + 2 ? units[place].format(amount) : null).filter(Boolean).join(" ");
}
