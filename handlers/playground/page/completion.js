// @ts-check
/** What the composer offers while one types: commands after `/`, people after `@`. */
import { announce } from "./announcer.js";
import { Choices } from "./choices.js";
import { byId, el } from "./dom.js";
import { peopleFinder, personLine } from "./people.js";
import { state } from "./state.js";
import { t } from "./words.js";

/** @typedef {{start: number, end: number, insert: () => string}} Offer */

const LONGEST_NAME = 40;
const SHOWN_PEOPLE = 8;

export class Completion {
  #dismissed = "";

  /**
   * @param {HTMLTextAreaElement} field
   * @param {(member: import("./state.js").Member) => string} mention gives the words for a person
   */
  constructor(field, mention) {
    this.field = field;
    this.mention = mention;
    this.choices = new Choices(field, byId("suggestions"), (offer) => this.#take(offer));
    this.find = peopleFinder((found, words) => this.#people(found, words));
  }

  /** Offer what fits before the cursor. */
  update() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    if (before === this.#dismissed) return;
    this.#dismissed = "";
    const sought = personSought(before);
    if (sought !== null) void this.find(sought);
    else if (/^\/[^\n]*$/.test(before)) this.#commands(before);
    else this.hide();
  }

  hide() {
    this.choices.hide();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key is spent */
  key(event) {
    if (event.key === "Escape" && this.choices.shown) {
      this.#dismissed = this.field.value.slice(0, this.field.selectionStart);
      this.hide();
      event.preventDefault();
      return true;
    }
    return this.choices.key(event, { tab: true });
  }

  /** @param {string} before */
  #commands(before) {
    const typed = before.toLocaleLowerCase();
    const fit = state.commands.filter(
      (one) => one.words.startsWith(typed.trimEnd()) && one.words.length >= typed.length,
    );
    // What is written in full needs no offer: Enter sends it.
    const open = fit.filter((one) => one.words !== typed || fit.length > 1);
    const written = open.length > 0 && open[0].words === typed;
    this.#show((written ? [] : open).map((one) => this.#command(one, before.length)));
  }

  /** @param {{words: string, what: string, hint: string}} command @param {number} end */
  #command(command, end) {
    const name = el(
      "span",
      { class: "command-name" },
      el("strong", {}, command.words),
      command.hint ? " " : null,
      el("span", { class: "quiet" }, command.hint),
    );
    const node = el(
      "span",
      { class: "command" },
      name,
      el("span", { class: "quiet" }, command.what),
    );
    return { value: { start: 0, end, insert: () => command.words }, node };
  }

  /** @param {import("./state.js").Member[]} found @param {string} words */
  #people(found, words) {
    const before = this.field.value.slice(0, this.field.selectionStart);
    if (personSought(before) !== words) return;
    const start = before.length - words.length - 1;
    const others = found.filter((one) => one.id !== state.you.id);
    const oneself = found.filter((one) => one.id === state.you.id);
    this.#show(
      [...others, ...oneself].slice(0, SHOWN_PEOPLE).map((one) => ({
        value: { start, end: before.length, insert: () => this.mention(one) },
        node: personLine(one),
      })),
    );
  }

  /** @param {{value: Offer, node: Node}[]} offers */
  #show(offers) {
    const grown = offers.length && !this.choices.shown;
    this.choices.show(offers);
    if (grown) announce(t("composer.suggested", { count: offers.length }));
  }

  /** @param {Offer} offer */
  #take(offer) {
    const follows = this.field.value[offer.end] === " " ? "" : " ";
    this.field.setRangeText(offer.insert() + follows, offer.start, offer.end, "end");
    this.hide();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.field.focus();
  }
}

/** The beginning of a name that is sought, or null. @param {string} before */
function personSought(before) {
  const found = /(?:^|[\s(])@([^@\n]*)$/u.exec(before);
  if (!found || found[1].length > LONGEST_NAME) return null;
  // Two words at most: what follows a name is the message.
  return /^[\p{L}\p{N}.'’_-]*( [\p{L}'’-]*)?$/u.test(found[1]) ? found[1] : null;
}

/** The command that is being written, the longest that fits. @param {string} text */
export function commandOf(text) {
  const typed = text.toLocaleLowerCase();
  const fit = state.commands.filter(
    (one) => typed === one.words || typed.startsWith(`${one.words} `),
  );
  return fit.sort((one, other) => other.words.length - one.words.length)[0];
}
