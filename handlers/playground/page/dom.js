// @ts-check
/** Elements made by hand: everything people wrote goes in as text, never as markup. */

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * An element with its attributes and children. `on` holds listeners, `data` data attributes; an
 * attribute that is null, undefined or false is left out.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...Child} children
 * @returns {any}
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") listen(made, value);
    else if (name === "data") Object.assign(made.dataset, value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter(given));
  return made;
}

/** @param {Child} child @returns {child is Node | string} */
function given(child) {
  return child !== null && child !== undefined && child !== false && child !== "";
}

/** @param {HTMLElement} element @param {Record<string, (event: any) => void>} listeners */
function listen(element, listeners) {
  for (const [name, listener] of Object.entries(listeners)) {
    element.addEventListener(name, listener);
  }
}

const SVG = "http://www.w3.org/2000/svg";
const SPRITE = new URL("icons.svg", import.meta.url).pathname;

/**
 * A drawing out of the page's own sheet; it says nothing to a screen reader.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${SPRITE}#${name}`);
  svg.append(use);
  return svg;
}

/** @param {string} id @returns {any} */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element #${id}`);
  return found;
}

let last = 0;

/** An id no other element of this page has. */
export function freshId() {
  last += 1;
  return `made-${last}`;
}

/**
 * Put a new element in an old one's place; whoever stood on a control inside stands on it again.
 * @param {HTMLElement} old
 * @param {HTMLElement} made
 */
export function replaceKeepingFocus(old, made) {
  const focused = document.activeElement;
  const held = old.contains(focused) ? /** @type {HTMLElement} */ (focused).dataset.key : "";
  old.replaceWith(made);
  if (held) focusKey(made, held);
}

/** @param {HTMLElement} within @param {string} key */
function focusKey(within, key) {
  const again = /** @type {HTMLElement | null} */ (
    within.querySelector(`[data-key="${CSS.escape(key)}"]`)
  );
  (again ?? within).focus({ preventScroll: true });
}
