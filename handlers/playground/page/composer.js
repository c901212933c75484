// @ts-check
/** Where people write: words, commands and people; nothing typed is ever lost. */
import { askFor, real, take } from "./acts.js";
import { Completion, commandOf } from "./completion.js";
import { byId } from "./dom.js";
import { toEnd } from "./log.js";
import { openMenu } from "./menu.js";
import { Mentions } from "./mentions.js";
import { putMessage } from "./room.js";
import { roomCalled, roomTitle, state } from "./state.js";
import { Refusal, wire } from "./wire.js";
import { t } from "./words.js";

/**
 * @typedef {{text: string, mentions: Mentions, problem: string, sending: boolean,
 *   last: string}} Draft
 */

// As much as the server takes at once.
const LONGEST = 4000;

/** @type {Map<string, Draft>} */
const drafts = new Map();
/** @type {HTMLTextAreaElement} */
const field = byId("composer-text");
const completion = new Completion(
  field,
  (member) => draft().mentions.choose(member),
  () => drawHint(),
);

/** What is being written in the shown room by the acting person. @returns {Draft} */
function draft() {
  const key = `${state.you?.id} ${state.room}`;
  const made = drafts.get(key) ?? {
    text: "",
    mentions: new Mentions(),
    problem: "",
    sending: false,
    last: "",
  };
  drafts.set(key, made);
  return made;
}

/** Draw the composer for the room that is shown. */
export function drawComposer() {
  const room = roomCalled(state.room);
  if (!room) return;
  const name = roomTitle(room);
  field.setAttribute("aria-label", t("composer.label", { room: name }));
  field.placeholder =
    room.kind === "direct"
      ? t("composer.placeholder_direct")
      : t("composer.placeholder", { room: name });
  if (field.value !== draft().text) field.value = draft().text;
  byId("open-shortcuts").hidden = !state.menu.length;
  completion.hide();
  drawState();
}

/** What can be done from anywhere. @param {HTMLElement} anchor */
function openShortcuts(anchor) {
  const items = state.menu.map((one) => ({
    label: one.label,
    on: () => void askFor(state.room, "shortcut", { name: one.name }),
  }));
  openMenu(anchor, t("composer.shortcuts"), items);
}

/** Everything beside the text itself. */
export function drawState() {
  const { sending, problem } = draft();
  field.readOnly = sending;
  field.setAttribute("aria-invalid", String(problem !== ""));
  byId("composer").classList.toggle("sending", sending);
  byId("send").setAttribute("aria-disabled", String(sending || !field.value.trim()));
  byId("composer-error").textContent = problem;
  drawHint();
  grow();
}

function drawHint() {
  byId("composer-hint").textContent = hint(draft().sending);
}

/** @param {boolean} sending */
function hint(sending) {
  if (sending) return wire.up ? t("composer.sending") : t("composer.kept");
  const command = commandOf(field.value);
  if (command) return [command.hint, command.what].filter(Boolean).join(" · ");
  if (completion.takes) return t("composer.takes");
  return field.value ? t("composer.keys") : "";
}

/** As high as its words, up to what the style allows. */
function grow() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

function typed() {
  const mine = draft();
  mine.text = field.value;
  mine.problem = "";
  completion.update();
  drawState();
}

/** Send what is written; on a refusal it stays, with the reason beneath it. */
async function send() {
  const mine = draft();
  const text = mine.text.trim();
  const room = state.room;
  if (!text || mine.sending) return;
  if ([...text].length > LONGEST) {
    mine.problem = t("composer.too_long", { count: [...text].length - LONGEST });
    return drawState();
  }
  Object.assign(mine, { sending: true, problem: "" });
  completion.hide();
  drawState();
  try {
    await (text.startsWith("/") ? command(room, text, mine) : post(room, text, mine));
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    mine.problem = problem.message;
  } finally {
    mine.sending = false;
    if (!mine.problem) done(mine, text);
    if (mine === draft()) redrawSent(mine);
  }
}

/** @param {Draft} mine @param {string} text */
function done(mine, text) {
  Object.assign(mine, { text: "", last: text });
}

/** @param {Draft} mine */
function redrawSent(mine) {
  field.value = mine.text;
  drawState();
}

/** @param {string} room @param {string} text @param {Draft} mine */
async function post(room, text, mine) {
  const said = mine.mentions.cut(text);
  const { message, ...answer } = await wire.ask("post", { room: real(room), text, said });
  putMessage(message);
  if (answer.card) take(room, answer);
  if (room === state.room) toEnd();
}

/** @param {string} room @param {string} text @param {Draft} mine */
async function command(room, text, mine) {
  const [words] = text.split(/\s/, 1);
  const said = mine.mentions.cut(text.slice(words.length).trim());
  const answer = await wire.ask("command", { room: real(room), words, said });
  take(room, answer);
}

/** @param {KeyboardEvent} event */
function key(event) {
  if (completion.key(event)) return;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    void send();
  } else if (event.key === "ArrowUp" && !field.value && draft().last) {
    event.preventDefault();
    write(draft().last);
  }
}

/** Put words into the field as if they were typed. @param {string} words */
function write(words) {
  field.value = words;
  field.setSelectionRange(words.length, words.length);
  field.focus();
  typed();
}

/** A sign from the tools, where the cursor stands. @param {string} sign */
function insert(sign) {
  if (sign === "/") return write(field.value.startsWith("/") ? field.value : "/");
  const before = field.value.slice(0, field.selectionStart);
  field.setRangeText(
    /(^|\s)$/.test(before) ? sign : ` ${sign}`,
    field.selectionStart,
    field.selectionEnd,
    "end",
  );
  field.focus();
  return typed();
}

export function startComposer() {
  field.addEventListener("input", typed);
  field.addEventListener("click", () => completion.update());
  field.addEventListener("keydown", key);
  field.addEventListener("blur", () => completion.hide());
  byId("insert-command").addEventListener("click", () => insert("/"));
  byId("insert-mention").addEventListener("click", () => insert("@"));
  byId("open-shortcuts").addEventListener("click", (/** @type {any} */ event) =>
    openShortcuts(event.currentTarget),
  );
  addEventListener("piazza:compose", (event) => write(/** @type {CustomEvent} */ (event).detail));
  byId("composer").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    void send();
  });
}
