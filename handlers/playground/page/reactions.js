// @ts-check
/** Reactions: the pills under a message and the small choice of more. */
import { askFor } from "./acts.js";
import { el, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { state } from "./state.js";
import { t } from "./words.js";

/** @typedef {import("./state.js").Message} Message */

// Drawn on our own sheet, so that they look the same everywhere, also without a font of emoji.
const DRAWN = new Set([
  "tada",
  "heart",
  "thumbsup",
  "clap",
  "eyes",
  "bulb",
  "smile",
  "fire",
  "rocket",
]);

/** @param {string} name */
function mark(name) {
  if (DRAWN.has(name)) return icon(`mark-${name}`);
  const emoji = state.reactions.find((one) => one.name === name)?.emoji ?? `:${name}:`;
  return el("span", { class: "emoji", "aria-hidden": "true" }, emoji);
}

/** @param {string} name */
function labelOf(name) {
  return state.reactions.find((one) => one.name === name)?.label ?? name;
}

/** @param {Message} message @param {string} name @param {boolean} on */
function react(message, name, on) {
  return askFor(message.room, "react", { message: message.id, name, on });
}

/** @param {Message} message */
export function drawReactions(message) {
  if (!message.reactions?.length) return null;
  return el("div", { class: "reactions" }, ...message.reactions.map((one) => pill(message, one)));
}

/** @param {Message} message @param {import("./state.js").Reaction} reaction */
function pill(message, reaction) {
  const label = labelOf(reaction.name);
  const attributes = {
    type: "button",
    class: "pill",
    "aria-pressed": String(reaction.mine),
    "aria-label": t("message.reaction", { label, count: reaction.count }),
    title: t("message.who", { label, names: reaction.who.join(", ") }),
    data: { key: `reaction:${reaction.name}` },
    on: { click: () => react(message, reaction.name, !reaction.mine) },
  };
  return el("button", attributes, mark(reaction.name), el("span", {}, String(reaction.count)));
}

/** @param {Message} message @param {HTMLElement} anchor */
export function chooseReaction(message, anchor) {
  const mine = new Set(message.reactions.filter((one) => one.mine).map((one) => one.name));
  const items = state.reactions.map((one) => ({
    label: one.label,
    node: mark(one.name),
    on: () => void react(message, one.name, !mine.has(one.name)),
  }));
  openMenu(anchor, t("message.react"), items, { row: true });
}
