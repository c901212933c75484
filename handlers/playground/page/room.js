// @ts-check
/** The room that is shown: its messages as they come, change, and reach further back. */
import { banner } from "./announcer.js";
import { byId, el } from "./dom.js";
import { clearLog, drawLog, followEnd, keepingPlace, toEnd } from "./log.js";
import { keepPrivate } from "./privates.js";
import { HOME, roomCalled, state } from "./state.js";
import { hear, Refusal, wire } from "./wire.js";
import { t } from "./words.js";

/** @typedef {import("./state.js").Message} Message */

/** @type {Message[]} */
let messages = [];
let loading = 0;

/** Fetch the newest messages; whatever was there before gives way. @param {{clear: boolean}} how */
export async function loadRoom({ clear }) {
  const room = state.room;
  loading += 1;
  const mine = loading;
  byId("log").setAttribute("aria-busy", "true");
  byId("room").dataset.shownRoom = room;
  if (clear) forget();
  const page = await wire.ask("messages", { room, before: null }).catch(refused);
  if (mine !== loading) return;
  byId("log").setAttribute("aria-busy", "false");
  if (!page) return;
  messages = page.messages;
  byId("earlier").hidden = !page.more;
  redraw();
  if (clear) toEnd();
  seen();
}

function forget() {
  messages = [];
  clearLog();
  byId("earlier").hidden = true;
  byId("empty").hidden = true;
}

/** @param {unknown} why */
function refused(why) {
  if (!(why instanceof Refusal)) throw why;
  banner(`${t("room.failed")} ${why.message}`);
}

function redraw() {
  drawLog(messages);
  drawEmpty();
}

/** Fetch what was said before. */
async function loadEarlier() {
  const room = state.room;
  const page = await wire.ask("messages", { room, before: messages[0]?.id ?? null });
  if (room !== state.room) return;
  byId("earlier").hidden = !page.more;
  messages = [...page.messages, ...messages];
  keepingPlace(() => drawLog(messages));
}

/** Tell that this person has read the room. */
function seen() {
  const room = roomCalled(state.room);
  if (!room || document.hidden) return;
  room.unread = 0;
  void wire.ask("seen", { room: room.id });
  dispatchEvent(new Event("piazza:rooms"));
}

/**
 * A new message, or one that changed; once only, however often it comes.
 * @param {Message} message
 */
export function putMessage(message) {
  if (message.room !== state.room) return;
  const at = messages.findIndex((one) => one.id === message.id);
  const known = at >= 0;
  messages = known ? messages.with(at, message) : [...messages, message];
  redraw();
  if (!known) seen();
}

/** A message that was taken back. @param {number} id */
function dropMessage(id) {
  if (!messages.some((one) => one.id === id)) return;
  messages = messages.filter((one) => one.id !== id);
  redraw();
}

/**
 * Show what only the asker sees.
 * @param {string} room
 * @param {{card?: any, problem?: string}} shown
 */
export function putPrivate(room, shown) {
  keepPrivate(room, messages.at(-1)?.id ?? 0, shown);
  if (room !== state.room) return;
  redraw();
  toEnd();
}

function drawEmpty() {
  const empty = byId("empty");
  const room = roomCalled(state.room);
  empty.hidden = messages.length > 0 || byId("log").children.length > 0 || !room;
  if (empty.hidden || !room) return;
  const words = room.kind === "direct" ? t("room.empty_direct") : t("room.empty_channel");
  const tries = state.commands.slice(0, 3).map((one) => starter(one));
  empty.replaceChildren(
    el("img", {
      src: new URL("icon.svg", import.meta.url).pathname,
      alt: "",
      width: 56,
      height: 56,
    }),
    el("p", { class: "empty-lead" }, words),
    el("p", { class: "quiet" }, t("room.empty_try")),
    el("div", { class: "buttons" }, ...tries),
  );
}

/** @param {{words: string, what: string}} command */
function starter(command) {
  const detail = `${command.words} `;
  const on = { click: () => dispatchEvent(new CustomEvent("piazza:compose", { detail })) };
  return el("button", { type: "button", class: "button", title: command.what, on }, command.words);
}

/** Listen to what concerns the room. */
export function startRoom() {
  followEnd();
  byId("earlier").addEventListener("click", loadEarlier);
  addEventListener("piazza:clock", () => state.room !== HOME && redraw());
  hear("message", (push) => putMessage(push.message));
  hear("changed", (push) => {
    if (messages.some((one) => one.id === push.message.id)) putMessage(push.message);
  });
  hear("gone", (push) => dropMessage(push.message));
  document.addEventListener("visibilitychange", () => {
    if (state.you && state.room !== HOME) seen();
  });
}
