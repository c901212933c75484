// @ts-check
/** Threads: what was said to a card, and where to say more, if its skill listens. */
import { askFor } from "./acts.js";
import { el } from "./dom.js";
import { state } from "./state.js";
import { clockTime, fullTime } from "./times.js";
import { t } from "./words.js";

/** @typedef {import("./state.js").Message} Message */

const LONGEST = 4000;

/** @type {Map<string, string>} What is being written, for a card is drawn anew as it changes. */
const drafts = new Map();

/** @param {Message} message */
export function drawThread(message) {
  const listens = message.room.startsWith("#") && state.listening.includes(message.card?.skill ?? "");
  if (!listens && !message.replies?.length) return null;
  return el(
    "div",
    { class: "thread" },
    message.replies?.length ? drawReplies(message.replies) : null,
    listens ? drawField(message) : null,
  );
}

/** @param {import("./state.js").Reply[]} replies */
function drawReplies(replies) {
  return el("ul", { "aria-label": t("message.replies") }, ...replies.map(drawReply));
}

/** @param {import("./state.js").Reply} reply */
function drawReply(reply) {
  return el(
    "li",
    {},
    el("strong", {}, reply.who),
    " ",
    el("time", { datetime: reply.at, title: fullTime(reply.at) }, clockTime(reply.at)),
    el("p", { class: "plain-words" }, reply.text),
  );
}

/** @param {Message} message */
function drawField(message) {
  const key = `${state.you.id} ${message.id}`;
  const label = t("message.reply_in");
  const field = el("input", {
    type: "text",
    autocomplete: "off",
    maxlength: LONGEST,
    placeholder: label,
    "aria-label": label,
    data: { key: `reply:${message.id}` },
    on: { input: () => drafts.set(key, field.value) },
  });
  field.value = drafts.get(key) ?? "";
  field.setSelectionRange(field.value.length, field.value.length);
  const on = {
    submit: (/** @type {Event} */ event) => {
      event.preventDefault();
      void send(message, key, field);
    },
  };
  return el("form", { on }, field, el("button", { class: "button" }, t("message.reply")));
}

/** On a refusal the words stay. @param {Message} message @param {string} key @param {any} field */
async function send(message, key, field) {
  const text = field.value.trim();
  if (!text) return;
  drafts.delete(key);
  field.value = "";
  if (await askFor(message.room, "reply", { message: message.id, text })) return;
  drafts.set(key, text);
  const now = /** @type {HTMLInputElement | null} */ (
    document.querySelector(`[data-key="reply:${message.id}"]`)
  );
  if (now && !now.value) now.value = text;
}
