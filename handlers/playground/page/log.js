// @ts-check
/**
 * The room's log: day separators, messages in groups, private answers; only what changed is
 * redrawn.
 */
import { byId, el, replaceKeepingFocus } from "./dom.js";
import { drawMessage, drawPrivate } from "./messages.js";
import { dropPrivate, privatesOf } from "./privates.js";
import { state } from "./state.js";
import { dayOf, dayWords } from "./times.js";
import { spoken } from "./words.js";

/**
 * @typedef {import("./state.js").Message} Message
 * @typedef {{key: string, sign: string, draw: () => HTMLElement}} Entry
 */

const GROUP_MS = 5 * 60_000;
const NEAR_END = 120;

/** @type {Map<string, {sign: string, element: HTMLElement}>} */
let drawn = new Map();

/**
 * Draw the messages of the room that is shown.
 * @param {Message[]} messages
 */
export function drawLog(messages) {
  const atEnd = nearEnd();
  const entries = entriesOf(messages);
  const next = new Map();
  let before = null;
  for (const entry of entries) {
    const element = elementOf(entry);
    if (drawn.get(entry.key)?.element !== element || element.previousElementSibling !== before)
      put(element, before);
    next.set(entry.key, { sign: entry.sign, element });
    before = element;
  }
  for (const [key, { element }] of drawn) if (!next.has(key)) element.remove();
  drawn = next;
  if (atEnd) toEnd();
}

/** Begin with an empty log, without telling what stood there. */
export function clearLog() {
  drawn = new Map();
  byId("log").replaceChildren();
}

/** @param {HTMLElement} element @param {Element | null} before */
function put(element, before) {
  if (element.isConnected && element.previousElementSibling === before) return;
  if (before) before.after(element);
  else byId("log").prepend(element);
}

/** @param {Entry} entry */
function elementOf(entry) {
  const old = drawn.get(entry.key);
  if (old?.sign === entry.sign) return old.element;
  const made = entry.draw();
  if (old) {
    replaceKeepingFocus(old.element, made);
    made.classList.add("changed");
  }
  return made;
}

/** @param {Message[]} messages @returns {Entry[]} */
function entriesOf(messages) {
  /** @type {Entry[]} */
  const entries = [];
  const answers = [...privatesOf(state.room)];
  /** @type {Message | null} */
  let before = null;
  for (const one of messages) {
    while (answers[0] && answers[0].after < one.id) entries.push(privateEntry(answers.shift()));
    if (!before || dayOf(before.at) !== dayOf(one.at)) entries.push(dayEntry(one.at));
    const alone = entries.at(-1)?.key !== `message ${before?.id}`;
    entries.push(messageEntry(one, !alone && before !== null && continues(before, one)));
    before = one;
  }
  return [...entries, ...answers.map(privateEntry)];
}

/** @param {Message} before @param {Message} one */
function continues(before, one) {
  const close = Date.parse(one.at) - Date.parse(before.at) < GROUP_MS;
  return close && before.author?.id === one.author?.id && !one.card && !before.card;
}

/** @param {Message} message @param {boolean} follows @returns {Entry} */
function messageEntry(message, follows) {
  const sign = JSON.stringify([message, follows, spoken()]);
  return { key: `message ${message.id}`, sign, draw: () => drawMessage(message, follows) };
}

/** @param {string} at @returns {Entry} */
function dayEntry(at) {
  const words = dayWords(at);
  const draw = () =>
    el("div", { class: "day", role: "separator", "aria-label": words }, el("span", {}, words));
  return { key: `day ${dayOf(at)}`, sign: words, draw };
}

/** @param {any} answer @returns {Entry} */
function privateEntry(answer) {
  const redraw = () => {
    dropPrivate(answer);
    drawn.get(`private ${answer.nr}`)?.element.remove();
    drawn.delete(`private ${answer.nr}`);
    byId("composer-text").focus({ preventScroll: true });
  };
  return { key: `private ${answer.nr}`, sign: spoken(), draw: () => drawPrivate(answer, redraw) };
}

function nearEnd() {
  const scroll = byId("scroll");
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END;
}

/** Who reads the newest goes on seeing it when the room for it grows or shrinks. */
export function followEnd() {
  const scroll = byId("scroll");
  let atEnd = true;
  scroll.addEventListener("scroll", () => (atEnd = nearEnd()), { passive: true });
  new ResizeObserver(() => atEnd && toEnd()).observe(scroll);
}

/** Show the newest. */
export function toEnd() {
  const scroll = byId("scroll");
  scroll.scrollTop = scroll.scrollHeight;
}

/** Put what came in above the rest without moving what is being read. @param {() => void} draw */
export function keepingPlace(draw) {
  const scroll = byId("scroll");
  const fromEnd = scroll.scrollHeight - scroll.scrollTop;
  draw();
  scroll.scrollTop = scroll.scrollHeight - fromEnd;
}
