// @ts-check
/** The list of rooms at the side. */
import { byId, el, icon } from "./dom.js";
import { avatar } from "./people.js";
import { HOME, roomTitle, state } from "./state.js";
import { hear } from "./wire.js";
import { t } from "./words.js";

/** @typedef {import("./state.js").Room} Room */

/** @type {(room: string) => void} */
let visit = () => {};

// Under a pointer that is down nothing may be put in another's place: the click would be lost.
let held = false;
let waiting = false;

/** Draw the list as it stands, once nobody is about to choose from it. */
export function drawRooms() {
  waiting = held;
  if (!held) draw();
}

function draw() {
  const place = byId("rooms");
  const key = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.key;
  const channels = state.rooms.filter((one) => one.kind !== "direct");
  const direct = state.rooms.filter((one) => one.kind === "direct");
  place.replaceChildren(
    el("ul", {}, item(HOME, t("sidebar.home"), icon("home"), 0)),
    ...group("channels", channels, () => icon("hash")),
    ...group("direct", direct, () => avatar(null)),
  );
  if (key) place.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  drawUnreadElsewhere();
}

/** Where the list is out of sight, the button that opens it tells. */
function drawUnreadElsewhere() {
  const elsewhere = state.rooms.some((one) => one.unread > 0 && one.id !== state.room);
  const words = [t("sidebar.open"), elsewhere && t("sidebar.unread_elsewhere")];
  byId("unread-elsewhere").hidden = !elsewhere;
  byId("open-sidebar").setAttribute("aria-label", words.filter(Boolean).join(" – "));
}

/** @param {string} name @param {Room[]} rooms @param {() => Node} drawing */
function group(name, rooms, drawing) {
  if (!rooms.length) return [];
  const id = `rooms-${name}`;
  const list = el(
    "ul",
    { "aria-labelledby": id },
    ...rooms.map((one) => item(one.id, one.name, drawing(), one.unread)),
  );
  return [el("h2", { id }, t(`sidebar.${name}`)), list];
}

/** @param {string} id @param {string} name @param {Node} drawing @param {number} unread */
function item(id, name, drawing, unread) {
  const count = unread ? t("sidebar.unread", { count: unread }) : "";
  const badge = unread
    ? el(
        "span",
        { class: "badge" },
        el("span", { "aria-hidden": "true" }, String(unread)),
        el("span", { class: "sr-only" }, count),
      )
    : null;
  const attributes = {
    type: "button",
    class: unread ? "room-link unread" : "room-link",
    "aria-current": id === state.room ? "page" : null,
    data: { room: id, key: `room:${id}` },
    on: { click: () => visit(id) },
  };
  return el(
    "li",
    {},
    el("button", attributes, drawing, el("span", { class: "room-name" }, name), badge),
  );
}

/** The head of the main pane, and the window's title. */
export function drawTitle() {
  const room = state.rooms.find((one) => one.id === state.room);
  const title = room ? roomTitle(room) : t("home.title");
  byId("title").textContent = title;
  byId("subtitle").textContent = subtitle(room);
  document.title = `Piazza – ${title}`;
}

/** @param {Room | undefined} room */
function subtitle(room) {
  if (!room) return t("home.subtitle");
  return room.kind === "direct" ? t("room.direct") : t("room.members");
}

/** Draw what had to wait, after the click that follows. */
function letGo() {
  setTimeout(() => {
    held = false;
    if (waiting) drawRooms();
  });
}

/** @param {(room: string) => void} then what choosing a room does */
export function startRooms(then) {
  visit = then;
  byId("rooms").addEventListener("pointerdown", () => (held = true));
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, letGo);
  addEventListener("piazza:rooms", drawRooms);
  hear("rooms", (push) => {
    state.rooms = push.rooms.map((/** @type {Room} */ one) =>
      one.id === state.room && !document.hidden ? { ...one, unread: 0 } : one,
    );
    drawRooms();
  });
  hear("message", (push) => {
    const room = state.rooms.find((one) => one.id === push.message.room);
    if (!room || room.id === state.room || push.message.author?.id === state.you.id) return;
    room.unread += 1;
    drawRooms();
  });
}
