// @ts-check
/** Who is acting: the button that says it, and the dialog that changes it. */
import { Choices } from "./choices.js";
import { announce } from "./announcer.js";
import { byId, el, freshId, icon } from "./dom.js";
import { peopleFinder, personLine } from "./people.js";
import { state } from "./state.js";
import { t } from "./words.js";

/** @typedef {import("./state.js").Member} Member */

/** @type {(member: Member) => unknown} */
let become = () => undefined;

/** Draw the button that says who is acting. */
export function drawActing() {
  const { you } = state;
  const button = byId("acting");
  const unseen = (/** @type {string} */ words) => el("span", { class: "sr-only" }, words);
  button.replaceChildren(
    unseen(t("person.you_are")),
    personLine(inShort(you)),
    unseen(t("person.change")),
    icon("switch"),
  );
  button.title = t("person.change");
  button.dataset.member = you.id;
}

/**
 * Where what somebody does says their role already, the narrow button need not say it twice.
 * @param {Member} you
 */
function inShort(you) {
  const said = you.about.toLowerCase().includes(t("person.cm").toLowerCase());
  return said ? { ...you, role: "" } : you;
}

/** Show the dialog; the one who is chosen acts from then on. */
export function openSwitcher() {
  if (document.querySelector("dialog[open]")) return;
  const title = freshId();
  const dialog = el("dialog", { class: "switcher", "aria-labelledby": title });
  const { input, list, note } = parts();
  const shut = el(
    "button",
    {
      type: "button",
      class: "plain",
      "aria-label": t("person.close"),
      on: { click: () => dialog.close() },
    },
    icon("close"),
  );
  dialog.append(
    el("header", {}, el("h2", { id: title }, t("person.switch")), shut),
    el("p", { class: "quiet switch-note" }, t("person.switch_note")),
    el("div", { class: "search" }, icon("search"), input),
    list,
    note,
  );
  dialog.addEventListener("close", () => { getSelection()?.removeAllRanges(); dialog.remove(); });
  document.body.append(dialog);
  dialog.showModal();
  search(input, list, note, dialog);
}

function parts() {
  const input = el("input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "true",
    "aria-label": t("person.find"),
    placeholder: t("person.find"),
    maxlength: 100,
  });
  const list = el("div", { class: "found tall", role: "listbox", "aria-label": t("person.find") });
  return { input, list, note: el("p", { class: "quiet nobody", role: "status" }) };
}

/** @param {any} input @param {HTMLElement} list @param {HTMLElement} note @param {any} dialog */
function search(input, list, note, dialog) {
  const choices = new Choices(input, list, (/** @type {Member} */ member) => {
    dialog.close();
    become(member);
  });
  const find = peopleFinder((found, words) => {
    choices.show(found.map((one) => ({ value: one, node: line(one) })));
    note.textContent = found.length || !words ? "" : t("person.nobody");
    announce(t("person.found", { count: found.length }));
  });
  input.addEventListener("input", () => void find(input.value.trim()));
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => choices.key(event));
  input.focus();
  void find("");
}

/** @param {Member} member */
function line(member) {
  const you = member.id === state.you.id ? el("span", { class: "tag" }, t("person.you")) : "";
  return personLine(member, .../** @type {Node[]} */ (you ? [you] : []));
}

/** @param {(member: Member) => unknown} then */
export function startSwitcher(then) {
  become = then;
  byId("acting").addEventListener("click", openSwitcher);
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || !state.you) return;
    event.preventDefault();
    openSwitcher();
  });
}
