// @ts-check
/** The page's own words in the acting person's language. */

/** @type {Record<string, string | Record<string, string>>} */
let catalogue = {};
let language = "";
/** @type {Intl.PluralRules} */
let plurals = new Intl.PluralRules("en");

/** The language the page speaks now, "en" or "it". */
export function spoken() {
  return language || "en";
}

/**
 * Fetch the words of a language and put them on the page; does nothing when they are there.
 * @param {string} wanted
 */
export async function speak(wanted) {
  if (wanted === language) return;
  const answer = await fetch(`/playground/words/${encodeURIComponent(wanted)}.json`);
  if (!answer.ok) throw new Error(`no words in ${wanted}`);
  catalogue = await answer.json();
  language = wanted;
  plurals = new Intl.PluralRules(wanted);
  document.documentElement.lang = wanted;
  putWords(document.body);
}

/**
 * Words by their key; `count` chooses the plural form.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const found = catalogue[key];
  if (found === undefined) return key;
  const form = typeof found === "string" ? found : found[plurals.select(Number(values.count))];
  const words = form ?? /** @type {any} */ (found).other;
  return words.replace(/\{(\w+)\}/g, (/** @type {string} */ hole, /** @type {string} */ name) =>
    name in values ? written(values[name]) : hole,
  );
}

/** A value as people write it. @param {string | number} value */
function written(value) {
  return typeof value === "number" ? value.toLocaleString(spoken()) : value;
}

/** A file's size as people write it. @param {number} bytes */
export function fileSize(bytes) {
  const units = new Intl.NumberFormat(spoken(), { style: "unit", unit: "kilobyte" });
  return units.format(Math.max(1, Math.round(bytes / 1000)));
}

/** Whether the catalogue has this key. @param {string} key */
export function worded(key) {
  return key in catalogue;
}

/** @param {ParentNode} within */
function putWords(within) {
  for (const one of within.querySelectorAll("[data-words]")) {
    one.textContent = t(/** @type {HTMLElement} */ (one).dataset.words ?? "");
  }
  for (const one of within.querySelectorAll("[data-label]")) {
    const label = t(/** @type {HTMLElement} */ (one).dataset.label ?? "");
    one.setAttribute("aria-label", label);
    if (one instanceof HTMLButtonElement) one.title = label;
  }
}
