// @ts-check
/** Behind the scenes: what is scheduled, and what was delivered to whom and why, or why not, what failed. */
import { byId, el } from "./dom.js";
import { hear, wire } from "./wire.js";
import { t } from "./words.js";

/**
 * @typedef {{name: string, key: string, when: string, next: string, done: string,
 *   people: number | null, you: string}} Schedule
 * @typedef {{at: string, to: string, what: string, state: string, state_words: string,
 *   why: string}} Delivery
 * @typedef {{at: string, what: string, reference: string, error: string, place: string}} Fault
 */

// Many things happen at once when the clock moves; one look a moment is enough.
const PAUSE_MS = 300;
let waiting = 0;

/** Fetch and draw it, when it is shown. */
export async function drawJournal() {
  if (byId("journal").hidden) return;
  const journal = await wire.ask("journal");
  const schedules = journal.schedules.map(schedule);
  const deliveries = journal.deliveries.map(delivery);
  const faults = journal.faults.map(fault);
  byId("journal-body").replaceChildren(
    ...(faults.length ? part("faults", el("ol", { class: "faults" }, ...faults), 1) : []),
    ...part("schedules", el("ul", { class: "schedules" }, ...schedules), schedules.length),
    ...part("deliveries", el("ol", { class: "deliveries" }, ...deliveries), deliveries.length),
  );
}

/** @param {string} name @param {HTMLElement} list @param {number} many */
function part(name, list, many) {
  const title = el("h3", {}, t(`journal.${name}`));
  return [title, many ? list : el("p", { class: "quiet nothing" }, t(`journal.${name}_empty`))];
}

/** @param {Schedule} one */
function schedule(one) {
  const people = one.people === null ? "" : t("journal.people", { count: one.people });
  const next = one.next ? t("journal.next", { when: one.next }) : "";
  return el(
    "li",
    { data: { schedule: one.key } },
    el(
      "p",
      { class: "journal-name" },
      el("strong", {}, one.name),
      people ? el("span", { class: "tag" }, people) : null,
    ),
    el("p", {}, one.when),
    next ? el("p", { class: "quiet" }, next) : null,
    one.done ? el("p", { class: "quiet" }, one.done) : null,
    one.you ? el("p", { class: "for-you" }, one.you) : null,
  );
}

/** @param {Delivery} one */
function delivery(one) {
  const mark = el("span", { class: "state", data: { state: one.state } }, one.state_words);
  return el(
    "li",
    { data: { state: one.state } },
    el("p", { class: "journal-name" }, el("strong", {}, one.to), mark),
    el("p", {}, one.what),
    one.why ? el("p", { class: "why" }, one.why) : null,
    el("p", { class: "quiet" }, one.at),
  );
}

/** @param {Fault} one */
function fault(one) {
  const reference = t("journal.reference", { reference: one.reference });
  return el(
    "li",
    {},
    el(
      "p",
      { class: "journal-name" },
      el("strong", {}, one.what),
      one.reference ? el("span", { class: "tag" }, reference) : null,
    ),
    el("p", { class: "error" }, one.error),
    el("p", { class: "quiet" }, one.place),
    el("p", { class: "quiet" }, one.at),
  );
}

export function startJournal() {
  hear("journal", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void drawJournal(), PAUSE_MS);
  });
}
