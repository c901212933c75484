// @ts-check
/** What the composer offers while one types: commands after `/`, people and groups after `@`. */
import { announce } from "./announcer.js";
import { Choices } from "./choices.js";
import { byId, el } from "./dom.js";
import { groupLine, groupsCalled } from "./groups.js";
import { peopleFinder, personLine, piazzaLine } from "./people.js";
import { roomCalled, state } from "./state.js";
import { t } from "./words.js";

/** @typedef {{start: number, end: number, insert: () => string}} Offer */
/** @typedef {{names: string[], insert: () => string, node: Node}} Called */

const LONGEST_NAME = 40;
const SHOWN_PEOPLE = 8;
const SHOWN_GROUPS = 4;
const PIAZZA = "Piazza";

export class Completion {
  #dismissed = "";
  /** @type {Called[]} who is offered */
  #called = [];

  /**
   * @param {HTMLTextAreaElement} field
   * @param {(member: import("./state.js").Member) => string} mention gives the words for a person
   * @param {() => void} changed hears that another one is offered or marked
   */
  constructor(field, mention, changed) {
    this.field = field;
    this.mention = mention;
    this.changed = changed;
    this.choices = new Choices(field, byId("suggestions"), (offer) => this.#take(offer));
    this.find = peopleFinder((found, words) => this.#people(found, words));
  }

  /** Offer what fits before the cursor. */
  update() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    if (before === this.#dismissed) return;
    this.#dismissed = "";
    const sought = personSought(before);
    if (sought !== null) this.#seek(sought);
    else if (/^\/[^\n]*$/.test(before)) this.#commands(before);
    else this.hide();
  }

  hide() {
    this.#called = [];
    this.choices.hide();
    this.changed();
  }

  /** Whether Enter takes what is offered, and does not send. */
  get takes() {
    return this.choices.marked;
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key is spent */
  key(event) {
    if (event.key === "Escape" && this.choices.shown) {
      this.#dismissed = this.field.value.slice(0, this.field.selectionStart);
      this.hide();
      event.preventDefault();
      return true;
    }
    const spent = this.choices.key(event, { tab: true });
    if (spent) this.changed();
    return spent;
  }

  /** @param {string} before */
  #commands(before) {
    this.#called = [];
    const typed = before.toLocaleLowerCase();
    const written = typed.trimEnd();
    const longer = state.commands.filter(
      ({ words }) =>
        words.startsWith(written) && words.length >= typed.length && words !== written,
    );
    const complete = state.commands.some((one) => one.words === written);
    this.#show(
      longer.map((one) => this.#command(one, before.length)),
      complete,
    );
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

  /** @param {string} words */
  #seek(words) {
    // Whoever types fast does not wait for the answer: Enter is to take nobody else.
    if (this.choices.shown) this.#offer(this.#called.filter((one) => mayBe(one, words)), words);
    void this.find(words);
  }

  /** @param {string} words */
  #isComplete(words) {
    return this.#called.length === 1 && isOneOf(this.#called[0].names, words);
  }

  /** @param {import("./state.js").Member[]} found @param {string} words */
  #people(found, words) {
    const before = this.field.value.slice(0, this.field.selectionStart);
    if (personSought(before) !== words || before === this.#dismissed) return;
    const others = found.filter((one) => one.id !== state.you.id);
    const oneself = found.filter((one) => one.id === state.you.id);
    const offered = [...others, ...oneself].slice(0, SHOWN_PEOPLE).map((one) => ({
      names: [one.name, one.handle],
      insert: () => this.mention(one),
      node: personLine(one),
    }));
    offered.push(...groupsCalled(words).slice(0, SHOWN_GROUPS).map(groupOffer));
    if (isPiazzaSought(before, words))
      offered.push({ names: [PIAZZA], insert: () => `@${PIAZZA}`, node: piazzaLine() });
    this.#offer(offered, words);
  }

  /** @param {Called[]} called @param {string} words */
  #offer(called, words) {
    const end = this.field.selectionStart;
    const start = end - words.length - 1;
    this.#called = called;
    this.#show(
      called.map(({ insert, node }) => ({ value: { start, end, insert }, node })),
      this.#isComplete(words),
    );
  }

  /** @param {{value: Offer, node: Node}[]} offers @param {boolean} complete */
  #show(offers, complete) {
    const grown = offers.length && !this.choices.shown;
    this.choices.show(offers, { complete });
    this.changed();
    if (grown) announce(t("composer.suggested", { count: offers.length }));
  }

  /** @param {Offer} offer */
  #take(offer) {
    // Who types fast has gone on since this was offered.
    const end = Math.max(offer.end, this.field.selectionStart);
    const follows = this.field.value[end] === " " ? "" : " ";
    this.field.setRangeText(offer.insert() + follows, offer.start, end, "end");
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

/** A group's handle is understood as it is typed. @param {import("./state.js").Group} group */
function groupOffer(group) {
  const { name, handle } = group;
  return { names: [name, handle], insert: () => `@${handle}`, node: groupLine(group) };
}

/** In a channel commands may be said to Piazza. @param {string} before @param {string} words */
function isPiazzaSought(before, words) {
  const channel = roomCalled(state.room)?.kind === "channel";
  return channel && !before.startsWith("/") && begins(PIAZZA, words);
}

/** @param {string} name @param {string} words */
function begins(name, words) {
  return name.toLocaleLowerCase().startsWith(words.toLocaleLowerCase());
}

/** @param {Called} one @param {string} words */
function mayBe(one, words) {
  const written = words.toLocaleLowerCase();
  return one.names.some((name) => name?.toLocaleLowerCase().includes(written));
}

/** @param {string[]} names @param {string} words */
function isOneOf(names, words) {
  const written = words.trim();
  return names.some((one) => one?.length === written.length && begins(one, written));
}

/** The command that is being written, the longest that fits. @param {string} text */
export function commandOf(text) {
  const typed = text.toLocaleLowerCase().replace(/^@piazza[\s,:]+\/?/, "/");
  const fit = state.commands.filter(
    (one) => typed === one.words || typed.startsWith(`${one.words} `),
  );
  return fit.sort((one, other) => other.words.length - one.words.length)[0];
}
