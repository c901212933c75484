// @ts-check
/** Times as the acting person reads them: in their own zone and language. */
import { state } from "./state.js";
import { spoken, t } from "./words.js";

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {Intl.DateTimeFormatOptions} options */
function format(options) {
  const zone = state.you.zone || "UTC";
  const key = JSON.stringify([spoken(), zone, options]);
  const made =
    formats.get(key) ?? new Intl.DateTimeFormat(locale(), { ...options, timeZone: zone });
  formats.set(key, made);
  return made;
}

/** English as it is written in Europe: the day before the month, 24 hours. */
function locale() {
  return spoken() === "en" ? "en-GB" : spoken();
}

/** @param {string} at */
export function clockTime(at) {
  return format({ hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

/** @param {string} at */
export function fullTime(at) {
  return format({ dateStyle: "full", timeStyle: "short" }).format(new Date(at));
}

/** Which calendar day it was there, as 2026-11-27. @param {string} at */
export function dayOf(at) {
  const parts = format({ year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(
    new Date(at),
  );
  const part = Object.fromEntries(parts.map((one) => [one.type, one.value]));
  return `${part.year}-${part.month}-${part.day}`;
}

/** A day as a heading: today, yesterday, or its date. @param {string} at */
export function dayWords(at) {
  const today = dayOf(state.clock.now);
  const yesterday = dayOf(new Date(Date.parse(state.clock.now) - 86_400_000).toISOString());
  const day = dayOf(at);
  if (day === today) return t("room.today");
  if (day === yesterday) return t("room.yesterday");
  const year = day.slice(0, 4) === today.slice(0, 4) ? undefined : "numeric";
  return format({ weekday: "long", day: "numeric", month: "long", year }).format(new Date(at));
}
