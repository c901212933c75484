// @ts-check
/** A form as a dialog: problems appear in place, and what was filled in stays. */
import { el, freshId, icon } from "./dom.js";
import { drawField } from "./fields.js";
import { drawRuns } from "./runs.js";
import { HOME, directRoom } from "./state.js";
import { Refusal, wire } from "./wire.js";
import { t } from "./words.js";

/**
 * @typedef {import("./state.js").Form} Form
 * @typedef {import("./state.js").Answer} Answer
 */

/**
 * Show a form; `then` gets the answer that is no longer this form.
 * @param {string} room
 * @param {Form} form
 * @param {(answer: Answer) => void} then
 */
export function openForm(room, form, then) {
  const title = freshId();
  const dialog = el("dialog", { class: "form", "aria-labelledby": title });
  dialog.addEventListener("close", () => { getSelection()?.removeAllRanges(); dialog.remove(); });
  const redraw = (/** @type {Form} */ next) =>
    draw(dialog, title, next, (values, token) => submit(room, token, values, answered));
  const answered = (/** @type {Answer} */ answer) => {
    if (answer.form) return redraw(answer.form);
    dialog.close();
    return then(answer);
  };
  document.body.append(dialog);
  dialog.showModal();
  redraw(form);
}

/**
 * @param {any} dialog @param {string} title @param {Form} form
 * @param {(values: object, token: string) => Promise<void>} send
 */
function draw(dialog, title, form, send) {
  const fields = form.fields.map(drawField);
  const [look, role] = form.calm ? ["form-note calm", "status"] : ["form-note", "alert"];
  const note = el("p", { class: look, role }, ...drawRuns(form.note));
  const go = el("button", { type: "submit", class: "button primary" }, form.submit);
  const cancel = el(
    "button",
    { type: "button", class: "button", on: { click: () => dialog.close() } },
    form.cancel,
  );
  const shut = el(
    "button",
    {
      type: "button",
      class: "plain",
      "aria-label": form.cancel,
      title: form.cancel,
      on: { click: () => dialog.close() },
    },
    icon("close"),
  );
  const element = el(
    "form",
    { novalidate: true, autocomplete: "off" },
    el("header", {}, el("h2", { id: title }, form.title), shut),
    el("div", { class: "form-body" }, note, ...fields.map((one) => one.element)),
    el("footer", {}, cancel, go),
  );
  const values = () => Object.fromEntries(fields.map((one) => [one.name, one.value()]));
  element.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    void busy(go, form.submit, note, () => send(values(), form.token));
  });
  submitFromLines(element);
  dialog.replaceChildren(element);
  // A calm note speaks of the words that are there already.
  const words = form.fields.findIndex((one) => one.kind === "text");
  const spoken = form.calm ? fields[words] : undefined;
  const first = fields.find((one) => one.problem) ?? spoken ?? fields.find(empty) ?? fields[0];
  first?.focus.focus();
  // What is wrong with it stands below, and is to be read with it.
  if (first?.problem) first.element.scrollIntoView({ block: "nearest" });
  if (spoken) note.scrollIntoView({ block: "nearest" });
}

/** @param {{element: HTMLElement, value: () => any}} field */
function empty(field) {
  return !field.element.hidden && field.value().length === 0;
}

/** Ctrl or Cmd with Enter sends from a field of many lines. @param {HTMLFormElement} element */
function submitFromLines(element) {
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) element.requestSubmit();
  });
}

/**
 * The button shows that it is working and cannot be pressed twice.
 * @param {HTMLElement} button @param {string} label @param {HTMLElement} note
 * @param {() => Promise<void>} act
 */
async function busy(button, label, note, act) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  button.textContent = t("form.sending");
  try {
    await act();
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    note.textContent = problem.message;
  } finally {
    button.removeAttribute("aria-disabled");
    button.textContent = label;
  }
}

/**
 * @param {string} room @param {string} token @param {object} values
 * @param {(answer: Answer) => void} answered
 */
async function submit(room, token, values, answered) {
  const real = room === HOME ? (directRoom()?.id ?? "") : room;
  answered(await wire.ask("submit", { room: real, token, values }));
}
