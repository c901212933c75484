// @ts-check
/** People chosen while writing: shown as names, sent as who they are. */

/**
 * @typedef {import("./state.js").Member} Member
 * @typedef {{token: string, id: string, shown: string}} Chosen
 */

/** Known without being chosen; under this id the server knows that Piazza itself is meant. */
const PIAZZA = { token: "@Piazza", id: "piazza", shown: "Piazza" };

export class Mentions {
  /** @type {Chosen[]} */
  #chosen = [PIAZZA];

  /**
   * Remember a person; two of the same name are told apart by their handle.
   * @param {Member} member
   * @returns {string} what stands in the text for them
   */
  choose(member) {
    const known = this.#chosen.find((one) => one.id === member.id);
    if (known) return known.token;
    const taken = this.#chosen.some((one) => one.shown === member.name);
    const token = `@${taken && member.handle ? member.handle : member.name}`;
    this.#chosen.push({ token, id: member.id, shown: member.name });
    return token;
  }

  /**
   * Cut a text into words and people, as the server wants it said.
   * @param {string} text
   * @returns {(string | {id: string, shown: string})[]}
   */
  cut(text) {
    /** @type {(string | {id: string, shown: string})[]} */
    const said = [];
    let words = "";
    for (let at = 0; at < text.length;) {
      const found = this.#at(text, at);
      if (!found) {
        words += text[at];
        at += 1;
        continue;
      }
      if (words) said.push(words);
      words = "";
      said.push({ id: found.id, shown: found.shown });
      at += found.token.length;
    }
    if (words) said.push(words);
    return said;
  }

  /**
   * The longest name that stands at this place and ends there.
   * @param {string} text
   * @param {number} at
   */
  #at(text, at) {
    if (text[at] !== "@") return null;
    const fit = this.#chosen.filter(({ token }) => {
      const end = at + token.length;
      const same = text.slice(at, end).toLocaleLowerCase() === token.toLocaleLowerCase();
      return same && !/[\p{L}\p{N}]/u.test(text[end] ?? "");
    });
    return fit.sort((one, other) => other.token.length - one.token.length)[0] ?? null;
  }
}
