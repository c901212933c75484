// @ts-check
/** Small menus beside the button that opens them; Escape or a press outside closes them. */
import { el } from "./dom.js";

/** @typedef {{label: string, node?: Node, on: () => void}} Item */

const GAP = 6;

/**
 * Open a menu beside `anchor`; the focus goes in, and back when it closes.
 * @param {HTMLElement} anchor
 * @param {string} label
 * @param {Item[]} items
 * @param {{row?: boolean, note?: string}} [look] side by side, and a line beneath
 */
export function openMenu(anchor, label, items, { row = false, note = "" } = {}) {
  const menu = el("div", {
    role: "menu",
    "aria-label": label,
    "aria-orientation": row ? "horizontal" : null,
  });
  const box = el("div", { class: row ? "menu row" : "menu", popover: "auto" }, menu);
  menu.append(...items.map((one) => entry(one, row, () => box.hidePopover())));
  if (note) box.append(el("p", { class: "quiet" }, note));
  box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => walk(event, menu, box));
  box.addEventListener("toggle", (/** @type {any} */ event) => {
    if (event.newState === "closed") box.remove();
  });
  (anchor.closest("dialog, main, nav, aside") ?? document.body).append(box);
  box.showPopover();
  place(box, anchor.getBoundingClientRect());
  menu.querySelector("button")?.focus();
  box.addEventListener("beforetoggle", () => {
    if (box.contains(document.activeElement)) anchor.focus({ preventScroll: true });
  });
}

/** @param {Item} item @param {boolean} row @param {() => void} close */
function entry(item, row, close) {
  const choose = () => {
    close();
    item.on();
  };
  const attributes = { type: "button", role: "menuitem", tabindex: "-1", on: { click: choose } };
  if (row)
    return el("button", { ...attributes, "aria-label": item.label, title: item.label }, item.node);
  return el("button", attributes, item.node, item.label);
}

/** @param {KeyboardEvent} event @param {HTMLElement} menu @param {any} box */
function walk(event, menu, box) {
  const all = [...menu.querySelectorAll("button")];
  const at = all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  const step = steps[/** @type {keyof typeof steps} */ (event.key)];
  if (event.key === "Tab") box.hidePopover();
  else if (step) all[(at + step + all.length) % all.length].focus();
  else if (event.key === "Home") all[0].focus();
  else if (event.key === "End") all[all.length - 1].focus();
  else return;
  event.preventDefault();
}

/**
 * Beneath the anchor where there is room, else above it, and never off the screen.
 * @param {HTMLElement} box
 * @param {DOMRect} at
 */
function place(box, at) {
  const { width, height } = box.getBoundingClientRect();
  const below = at.bottom + GAP + height <= innerHeight;
  const top = below ? at.bottom + GAP : Math.max(GAP, at.top - GAP - height);
  const left = Math.max(GAP, Math.min(at.right - width, innerWidth - width - GAP));
  box.style.top = `${top}px`;
  box.style.left = `${left}px`;
}
