// @ts-check
/** A list under a text field: the arrow keys walk through it while the field keeps the focus. */
import { el, freshId } from "./dom.js";

/**
 * @template T
 * @typedef {{value: T, node: Node, name?: string}} Choice
 */

/** @template T */
export class Choices {
  /** @type {Choice<T>[]} */
  #choices = [];
  #at = -1;

  /**
   * @param {HTMLElement} field where the person types
   * @param {HTMLElement} list an element with the role listbox
   * @param {(value: T) => void} take what happens with the one that was chosen
   */
  constructor(field, list, take) {
    this.field = field;
    this.list = list;
    this.take = take;
    if (!list.id) list.id = freshId();
    field.setAttribute("aria-controls", list.id);
  }

  get shown() {
    return !this.list.hidden && this.#choices.length > 0;
  }

  /** Whether Enter would take one. */
  get marked() {
    return this.shown && this.#at >= 0;
  }

  /**
   * Show these, the first one marked, unless what is written may stand as it is.
   * @param {Choice<T>[]} choices
   * @param {{complete?: boolean}} [how]
   */
  show(choices, { complete = false } = {}) {
    this.#choices = choices;
    this.list.replaceChildren(...choices.map((one, index) => this.#option(one, index)));
    this.list.hidden = choices.length === 0;
    this.#expanded(choices.length > 0);
    this.#move(choices.length && !complete ? 0 : -1);
  }

  /** Let Enter take none of them. */
  unmark() {
    this.#move(-1);
  }

  hide() {
    this.show([]);
  }

  /**
   * Arrow keys walk and Enter takes what is marked; so does Tab, or else the first, where `tab`
   * says so.
   * @param {KeyboardEvent} event
   * @param {{tab?: boolean}} [how]
   * @returns {boolean} whether the key was meant for the list
   */
  key(event, { tab = false } = {}) {
    if (!this.shown || event.isComposing) return false;
    const count = this.#choices.length;
    const next = { ArrowDown: this.#at + 1, ArrowUp: Math.max(this.#at, 0) + count - 1 }[event.key];
    const takes =
      (event.key === "Enter" && this.marked) || (tab && event.key === "Tab" && !event.shiftKey);
    if (next !== undefined) this.#move(next % count);
    else if (takes) this.take(this.#choices[Math.max(this.#at, 0)].value);
    else return false;
    event.preventDefault();
    return true;
  }

  /** @param {Choice<T>} choice @param {number} index */
  #option(choice, index) {
    const on = {
      // The field must not lose the focus to what is pressed.
      mousedown: (/** @type {Event} */ event) => event.preventDefault(),
      click: () => this.take(this.#choices[index].value),
    };
    const attributes = { role: "option", id: freshId(), "aria-label": choice.name };
    return el("div", { ...attributes, class: "option", "aria-selected": "false", on }, choice.node);
  }

  /** @param {number} index */
  #move(index) {
    this.list.children[this.#at]?.setAttribute("aria-selected", "false");
    this.#at = index;
    const option = this.list.children[index];
    if (!option) return this.field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    return this.field.setAttribute("aria-activedescendant", option.id);
  }

  /**
   * Only a combobox may say that it is open; a many-line field has no such attribute.
   * @param {boolean} open
   */
  #expanded(open) {
    if (this.field.getAttribute("role") !== "combobox") return;
    this.field.setAttribute("aria-expanded", String(open));
  }
}
