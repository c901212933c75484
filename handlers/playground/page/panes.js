// @ts-check
/** What is shown beside the room: the rooms at the one side, behind the scenes at the other. */
import { byId } from "./dom.js";
import { drawJournal } from "./journal.js";

const KEY = "piazza.journal";
const small = matchMedia("(max-width: 760px)");
const wide = matchMedia("(min-width: 1180px)");

/** Open or close the rooms; where there is space they are always open. @param {boolean} open */
export function showSidebar(open) {
  const covers = small.matches && open;
  document.body.classList.toggle("with-sidebar", open);
  byId("sidebar").inert = small.matches && !open;
  byId("main").inert = covers;
  byId("veil").hidden = !covers;
  byId("open-sidebar").setAttribute("aria-expanded", String(open));
  if (covers) byId("close-sidebar").focus();
}

/** Close the rooms and give the focus back to what opened them. */
function leaveSidebar() {
  showSidebar(false);
  byId("open-sidebar").focus();
}

/** @param {boolean} open */
function showJournal(open) {
  const covers = !wide.matches && open;
  byId("journal").hidden = !open;
  byId("toggle-journal").setAttribute("aria-expanded", String(open));
  document.body.classList.toggle("with-journal", open);
  byId("main").inert = small.matches && covers;
  byId("sidebar").inert = small.matches;
}

/** @param {boolean} open */
function chooseJournal(open) {
  showJournal(open);
  if (wide.matches) localStorage.setItem(KEY, open ? "open" : "closed");
  if (open) void drawJournal();
  byId(open ? "close-journal" : "toggle-journal").focus();
}

export function startPanes() {
  byId("open-sidebar").addEventListener("click", () => showSidebar(true));
  byId("close-sidebar").addEventListener("click", leaveSidebar);
  byId("veil").addEventListener("click", leaveSidebar);
  byId("toggle-journal").addEventListener("click", () => chooseJournal(byId("journal").hidden));
  byId("close-journal").addEventListener("click", () => chooseJournal(false));
  addEventListener("keydown", escape);
  small.addEventListener("change", () => fit());
  fit();
}

/** What fits beside the room at this width. */
function fit() {
  showSidebar(false);
  showJournal(wide.matches && localStorage.getItem(KEY) !== "closed");
}

/** @param {KeyboardEvent} event */
function escape(event) {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (document.querySelector("dialog[open], [popover]:popover-open")) return;
  if (document.body.classList.contains("with-sidebar")) leaveSidebar();
  else if (!byId("journal").hidden && !wide.matches) chooseJournal(false);
}
