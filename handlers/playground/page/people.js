// @ts-check
/** How a person looks: initials on a colour of their own, name, what they do, their role. */
import { el } from "./dom.js";
import { wire } from "./wire.js";
import { t } from "./words.js";

/** @typedef {import("./state.js").Member} Member */

/** @param {string} name */
function initials(name) {
  const parts = name.split(/[\s.]+/).filter(Boolean);
  const letters = parts.length > 1 ? [parts[0], parts[parts.length - 1]] : parts;
  return letters.map((one) => [...one][0].toLocaleUpperCase()).join("");
}

/**
 * The same id has the same colour everywhere; the golden angle keeps neighbours apart.
 * @param {string} id
 */
function hue(id) {
  let sum = 7;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return Math.round((sum * 137.508) % 360);
}

/** @param {Member | null} member null is Piazza itself */
export function avatar(member) {
  if (!member) {
    const src = new URL("icon.svg", import.meta.url).pathname;
    return el("img", { class: "avatar", src, alt: "", width: 36, height: 36 });
  }
  const made = el("span", { class: "avatar", "aria-hidden": "true" }, initials(member.name));
  made.style.setProperty("--hue", String(hue(member.id)));
  return made;
}

/** Role and kind, where they say something. @param {Member} member */
export function tags(member) {
  const words = [];
  if (member.role === "cm") words.push(t("person.cm"));
  if (member.kind === "guest") words.push(t("person.guest"));
  if (member.kind === "bot") words.push(t("person.bot"));
  return words.map((one) => el("span", { class: "tag" }, one));
}

/** A line to choose a person by. @param {Member} member @param {...Node} more */
export function personLine(member, ...more) {
  const name = el("span", { class: "person-name" }, member.name, ...tags(member), ...more);
  const about = member.about ? el("span", { class: "quiet" }, member.about) : null;
  return el(
    "span",
    { class: "person" },
    avatar(member),
    el("span", { class: "person-words" }, name, about),
  );
}

/** Piazza itself, to be chosen as if it were one of them. */
export function piazzaLine() {
  const name = el("span", { class: "person-name" }, t("person.piazza"));
  const about = el("span", { class: "quiet" }, t("person.piazza_about"));
  const words = el("span", { class: "person-words" }, name, about);
  return el("span", { class: "person" }, avatar(null), words);
}

/**
 * People whose name fits, best first.
 * @param {string} words
 * @returns {Promise<Member[]>}
 */
export async function findPeople(words) {
  const answer = await wire.ask("people", { find: words });
  return answer.people;
}

/**
 * The same, but an answer that a later question has overtaken is never given.
 * @param {(found: Member[], words: string) => void} then
 */
export function peopleFinder(then) {
  let latest = 0;
  return async (/** @type {string} */ words) => {
    latest += 1;
    const mine = latest;
    const found = await findPeople(words);
    if (mine === latest) then(found, words);
  };
}
