// @ts-check
/** One message, and one answer that only its asker sees. */
import { askFor, press } from "./acts.js";
import { drawCard } from "./card.js";
import { el, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { avatar, tags } from "./people.js";
import { chooseReaction, drawReactions } from "./reactions.js";
import { state } from "./state.js";
import { drawThread } from "./threads.js";
import { clockTime, fullTime } from "./times.js";
import { t } from "./words.js";

/**
 * @typedef {import("./state.js").Message} Message
 * @typedef {{nr: number, room: string, after: number, card?: import("./state.js").Card,
 *   problem?: string}} Private
 */

/** @param {Message} message */
export function authorName(message) {
  return message.author?.name ?? t("person.piazza");
}

/**
 * @param {Message} message
 * @param {boolean} follows whether it continues what the same author said just before
 * @returns {HTMLElement}
 */
export function drawMessage(message, follows) {
  const time = clockTime(message.at);
  const label = t("message.by", { name: authorName(message), time });
  const own = message.author?.id === state.you.id;
  return el(
    "article",
    {
      class: follows ? "message follows" : "message",
      tabindex: "-1",
      "aria-label": label,
      data: { message: message.id, own: String(own) },
    },
    el("div", { class: "gutter" }, follows ? timeOf(message, time) : avatar(message.author)),
    el(
      "div",
      { class: "said" },
      follows ? null : headline(message, time),
      body(message, follows),
      drawReactions(message),
      drawThread(message),
    ),
    actions(message),
  );
}

/** @param {Message} message @param {string} time */
function timeOf(message, time) {
  return el("time", { datetime: message.at, title: fullTime(message.at) }, time);
}

/** @param {Message} message @param {string} time */
function headline(message, time) {
  const marks = message.author
    ? tags(message.author)
    : [el("span", { class: "tag" }, t("message.app"))];
  return el(
    "p",
    { class: "headline" },
    el("strong", {}, authorName(message)),
    ...marks,
    timeOf(message, time),
  );
}

/** @param {Message} message @param {boolean} follows */
function body(message, follows) {
  if (message.card)
    return drawCard(message.card, (token) => press(message.room, message.id, token));
  return el("p", { class: "plain-words" }, message.text);
}

/** @param {Message} message */
function actions(message) {
  const name = authorName(message);
  const react = tool("smile", t("message.react"), "react", (button) =>
    chooseReaction(message, button),
  );
  const more = tool("more", t("message.more"), "more", (button) => openShortcuts(message, button));
  const offered = message.author && state.shortcuts.length ? more : null;
  return el(
    "div",
    { class: "actions", role: "group", "aria-label": t("message.actions", { name }) },
    react,
    offered,
  );
}

/**
 * @param {string} drawing
 * @param {string} label
 * @param {string} key
 * @param {(button: HTMLElement) => void} open
 */
function tool(drawing, label, key, open) {
  const on = { click: (/** @type {any} */ event) => open(event.currentTarget) };
  const attributes = {
    type: "button",
    class: "plain",
    "aria-label": label,
    title: label,
    "aria-haspopup": "menu",
  };
  return el("button", { ...attributes, data: { key }, on }, icon(drawing));
}

/** @param {Message} message @param {HTMLElement} anchor */
function openShortcuts(message, anchor) {
  const items = state.shortcuts.map((one) => ({
    label: one.label,
    on: () => void askFor(message.room, "shortcut", { message: message.id, name: one.name }),
  }));
  openMenu(anchor, t("message.actions", { name: authorName(message) }), items);
}

/**
 * @param {Private} answer
 * @param {() => void} dismiss
 * @returns {HTMLElement}
 */
export function drawPrivate(answer, dismiss) {
  const shut = t("private.dismiss");
  const close = el(
    "button",
    { type: "button", class: "plain", "aria-label": shut, title: shut, on: { click: dismiss } },
    icon("close"),
  );
  const mark = el("p", { class: "private-mark" }, icon("eye"), t("private.only_you"));
  const words = answer.card
    ? drawCard(answer.card, (token) => press(answer.room, null, token))
    : el(
        "p",
        { class: "problem", role: "alert" },
        el("strong", {}, t("private.problem")),
        " ",
        answer.problem,
      );
  return el(
    "article",
    {
      class: "private",
      tabindex: "-1",
      "aria-label": t("private.only_you"),
      data: { private: answer.nr },
    },
    el("div", { class: "gutter" }, avatar(null)),
    el("div", { class: "said" }, mark, words),
    close,
  );
}
