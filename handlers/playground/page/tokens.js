// @ts-check
/** A field of people: search by name, chosen ones as chips that the keyboard can remove. */
import { Choices } from "./choices.js";
import { announce } from "./announcer.js";
import { el, freshId, icon } from "./dom.js";
import { avatar, peopleFinder, personLine } from "./people.js";
import { t } from "./words.js";

/** @typedef {import("./state.js").Member} Member */

export class PeopleField {
  /** @type {Member[]} */
  #chosen = [];

  /**
   * @param {import("./state.js").Field} field
   * @param {string} id of the input
   */
  constructor(field, id) {
    this.most = field.kind === "person" ? 1 : field.most || 1;
    this.#chosen = named(field);
    this.input = el("input", {
      type: "text",
      id,
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-required": String(field.required),
      maxlength: 100,
    });
    this.chips = el("span", { class: "chips" });
    const list = el("div", {
      class: "found",
      role: "listbox",
      id: freshId(),
      "aria-label": field.label,
      hidden: true,
    });
    this.note = el("p", { class: "counter quiet" });
    const box = el(
      "div",
      { class: "tokens", on: { click: () => this.input.focus() } },
      this.chips,
      this.input,
    );
    this.element = el("div", { class: "people-field" }, box, list, this.note);
    this.choices = new Choices(this.input, list, (member) => this.#choose(member));
    this.find = peopleFinder((found) => this.#offer(found));
    this.#listen();
    this.#draw();
  }

  /** The ids of those chosen. */
  value() {
    return this.#chosen.map((one) => one.id);
  }

  get #full() {
    return this.#chosen.length >= this.most;
  }

  #listen() {
    const look = () => (this.#full ? this.choices.hide() : void this.find(this.input.value.trim()));
    this.input.addEventListener("input", look);
    this.input.addEventListener("click", look);
    this.input.addEventListener("blur", () => this.choices.hide());
    this.input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "ArrowDown" && !this.choices.shown) look();
      this.#key(event);
    });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.choices.key(event, { tab: this.input.value !== "" })) return;
    if (event.key === "Escape" && this.choices.shown) {
      // This Escape closes the list, the next one the form.
      event.preventDefault();
      this.choices.hide();
    } else if (event.key === "Backspace" && !this.input.value && this.#chosen.length) {
      this.#remove(this.#chosen[this.#chosen.length - 1]);
    } else if (event.key === "Enter" && this.input.value) {
      event.preventDefault();
    }
  }

  /** @param {Member[]} found */
  #offer(found) {
    if (document.activeElement !== this.input) return;
    const taken = new Set(this.value());
    const left = found.filter((one) => !taken.has(one.id));
    this.choices.show(left.map((one) => ({ value: one, node: personLine(one) })));
    if (!left.length && this.input.value) this.#say(t("person.nobody"));
    else this.#draw();
  }

  /** @param {Member} member */
  #choose(member) {
    this.#chosen = [...this.#chosen, member];
    this.input.value = "";
    this.choices.hide();
    this.#draw();
    announce(member.name);
  }

  /** @param {Member} member */
  #remove(member) {
    this.#chosen = this.#chosen.filter((one) => one !== member);
    this.#draw();
    this.input.focus();
  }

  #draw() {
    this.chips.replaceChildren(...this.#chosen.map((one) => this.#chip(one)));
    this.input.placeholder = this.#full
      ? ""
      : this.#chosen.length
        ? t("form.find_more")
        : t("form.find_one");
    if (this.most > 1)
      this.#say(this.#full ? t("form.full") : t("form.up_to", { count: this.most }));
    else this.#say("");
  }

  /** @param {string} words */
  #say(words) {
    this.note.textContent = words;
  }

  /** @param {Member} member */
  #chip(member) {
    const label = t("form.remove", { name: member.name });
    const on = { click: () => this.#remove(member) };
    const remove = el(
      "button",
      { type: "button", class: "chip-remove", "aria-label": label, title: label, on },
      icon("close"),
    );
    return el(
      "span",
      { class: "chip", data: { member: member.id } },
      avatar(member),
      el("span", {}, member.name),
      remove,
    );
  }
}

/**
 * Those a form comes filled in with.
 * @param {import("./state.js").Field} field
 * @returns {Member[]}
 */
function named(field) {
  const ids = Array.isArray(field.value) ? field.value : field.value ? [field.value] : [];
  const known = new Map((field.people ?? []).map((one) => [one.id, one]));
  return ids.flatMap((/** @type {string} */ id) => known.get(id) ?? []);
}
