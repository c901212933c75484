// @ts-check
/** A form's fields: each kind with the control that suits it. */
import { el, freshId } from "./dom.js";
import { PeopleField } from "./tokens.js";
import { t } from "./words.js";

/**
 * @typedef {import("./state.js").Field} Field
 * @typedef {{control: HTMLElement, focus: HTMLElement, value: () => any, group?: boolean,
 *   more?: HTMLElement}} Control
 */

const FEW = 8;
const DECLINED = "-";
const FEW_OR_NONE = 3;
// Below this a counter helps; above it nobody comes near.
const COUNTED = 2000;

/**
 * @param {Field} field
 * @returns {{name: string, element: HTMLElement, focus: HTMLElement, problem: string,
 *   value: () => any}}
 */
export function drawField(field) {
  const ids = { control: freshId(), label: freshId(), hint: freshId(), problem: freshId() };
  const made = KINDS[field.kind](field, ids.control);
  const described = [field.hint && ids.hint, field.problem && ids.problem]
    .filter(Boolean)
    .join(" ");
  if (described) made.focus.setAttribute("aria-describedby", described);
  if (field.problem) made.focus.setAttribute("aria-invalid", "true");
  if (made.group) name(made.control, ids.label, described);
  const element = el(
    "div",
    {
      class: field.problem ? "field wrong" : "field",
      data: { field: field.name },
      hidden: nothingToChoose(field),
    },
    label(field, ids, made.group ?? false),
    field.hint ? el("p", { class: "quiet", id: ids.hint }, field.hint) : null,
    made.control,
    made.more,
    field.problem ? el("p", { class: "problem", id: ids.problem }, field.problem) : null,
  );
  return {
    name: field.name,
    element,
    focus: made.focus,
    problem: field.problem,
    value: made.value,
  };
}

/** A choice of nothing need not be asked. @param {Field} field */
function nothingToChoose(field) {
  const chooses = field.kind === "choice" || field.kind === "choices";
  return chooses && !field.required && !field.options.length;
}

/** @param {HTMLElement} group @param {string} label @param {string} described */
function name(group, label, described) {
  group.setAttribute("aria-labelledby", label);
  if (described) group.setAttribute("aria-describedby", described);
}

/** @param {Field} field @param {{control: string, label: string}} ids @param {boolean} group */
function label(field, ids, group) {
  const optional = field.optional
    ? el("span", { class: "quiet" }, ` (${t("form.optional")})`)
    : null;
  const attributes = group
    ? { id: ids.label, class: "label" }
    : { id: ids.label, class: "label", for: ids.control };
  return el(group ? "span" : "label", attributes, field.label, optional);
}

/** @type {Record<string, (field: Field, id: string) => Control>} */
const KINDS = {
  text,
  date: (field, id) => plain(field, el("input", { type: "date", id })),
  choice: (field, id) =>
    field.options.length <= (field.required ? FEW : FEW_OR_NONE) ? radios(field, field.options, "radios") : select(field, id),
  choices: boxes,
  scale: (field) => radios(field, steps(field), "radios scale"),
  names: text,
  person: people,
  people,
};

/** @param {Field} field @param {any} input @returns {Control} */
function plain(field, input) {
  input.value = field.value ?? "";
  if (field.required) input.setAttribute("aria-required", "true");
  return { control: input, focus: input, value: () => input.value };
}

/** @param {Field} field @param {string} id @returns {Control} */
function text(field, id) {
  const input = field.multiline
    ? el("textarea", { id, rows: field.kind === "names" ? 2 : 3 })
    : el("input", { type: "text", id, autocomplete: "off" });
  const made = plain(field, input);
  if (!field.min && !(field.max && field.max <= COUNTED)) return made;
  const counter = el("p", { class: "counter quiet" });
  const count = () => (counter.textContent = counterWords(field, [...input.value.trim()].length));
  input.addEventListener("input", count);
  count();
  return { ...made, more: counter };
}

/** @param {Field} field @param {number} have */
function counterWords(field, have) {
  if (have < field.min) return t("form.at_least", { count: field.min - have });
  if (field.max && field.max <= COUNTED) return t("form.counter", { have, most: field.max });
  if (field.max && have > field.max) return t("form.too_many", { count: have - field.max });
  return t("form.enough");
}

/** @param {Field} field @param {string} id @returns {Control} */
function select(field, id) {
  const empty = field.required ? t("form.choose") : t("form.nothing");
  const options = [["", empty], ...field.options].map(([value, words]) =>
    el("option", { value }, words),
  );
  return plain(field, el("select", { id }, ...options));
}

/** @param {Field} field @returns {[string, string][]} */
function steps(field) {
  const many = Math.max(0, field.high - field.low + 1);
  return Array.from({ length: many }, (_, step) => [
    String(field.low + step),
    String(field.low + step),
  ]);
}

/**
 * @param {Field} field
 * @param {[string, string][]} options
 * @param {string} look
 * @returns {Control}
 */
function radios(field, options, look) {
  const group = freshId();
  /** @type {[string, string][]} */
  const all = field.required ? options : [...options, ["", t("form.none")]];
  const chosen = field.value === null || field.value === undefined ? "" : String(field.value);
  const drawn = all.map(([value, words]) => {
    const input = el("input", {
      type: "radio",
      name: group,
      value,
      checked: value === chosen && (value !== "" || !field.required),
    });
    return el(
      "label",
      { class: value === "" || value === DECLINED ? "radio none" : "radio" },
      input,
      el("span", {}, words),
    );
  });
  const control = el(
    "div",
    { class: look, role: "radiogroup", "aria-required": String(field.required) },
    ...drawn,
  );
  const value = () => control.querySelector("input:checked")?.value ?? "";
  return { control, focus: control.querySelector("input") ?? control, value, group: true };
}

/** @param {Field} field @returns {Control} */
function boxes(field) {
  const chosen = new Set(field.value ?? []);
  const drawn = field.options.map(([value, words]) =>
    el(
      "label",
      { class: "radio" },
      el("input", { type: "checkbox", value, checked: chosen.has(value) }),
      el("span", {}, words),
    ),
  );
  const control = el("div", { class: "radios", role: "group" }, ...drawn);
  const value = () =>
    [...control.querySelectorAll("input:checked")].map((one) => /** @type {any} */ (one).value);
  return { control, focus: control.querySelector("input") ?? control, value, group: true };
}

/** @param {Field} field @param {string} id @returns {Control} */
function people(field, id) {
  const made = new PeopleField(field, id);
  return { control: made.element, focus: made.input, value: () => made.value() };
}
