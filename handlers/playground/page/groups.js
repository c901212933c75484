// @ts-check
/** People who are named as one: how they are found, and how they look. */
import { el, icon } from "./dom.js";
import { state } from "./state.js";
import { t } from "./words.js";

/** @typedef {import("./state.js").Group} Group */

/**
 * Those whose name has a word that begins so, or whose handle does.
 * @param {string} words
 * @returns {Group[]}
 */
export function groupsCalled(words) {
  const sought = words.trim().toLocaleLowerCase();
  return state.groups.filter(
    ({ name, handle }) =>
      handle.startsWith(sought) || ` ${name.toLocaleLowerCase()}`.includes(` ${sought}`),
  );
}

/** A line to choose a group by. @param {Group} group */
export function groupLine({ name, count }) {
  return el(
    "span",
    { class: "person" },
    el("span", { class: "avatar group", "aria-hidden": "true" }, icon("people")),
    el(
      "span",
      { class: "person-words" },
      el("span", { class: "person-name" }, name),
      el("span", { class: "quiet" }, t("person.group", { count })),
    ),
  );
}
