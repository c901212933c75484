// @ts-check
/** Answers only their asker sees: they live in this window, for this person, and nowhere else. */
import { state } from "./state.js";

/** @typedef {import("./messages.js").Private} Private */

/** @type {Map<string, Private[]>} */
const kept = new Map();
let nr = 0;

/** @param {string} room */
function place(room) {
  return `${state.you.id} ${room}`;
}

/** @param {string} room @returns {Private[]} */
export function privatesOf(room) {
  return kept.get(place(room)) ?? [];
}

/**
 * Keep one more, to be shown behind the message `after`.
 * @param {string} room
 * @param {number} after
 * @param {{card?: any, problem?: string}} shown
 */
export function keepPrivate(room, after, shown) {
  nr += 1;
  kept.set(place(room), [...privatesOf(room), { nr, room, after, ...shown }]);
}

/** @param {Private} answer */
export function dropPrivate(answer) {
  kept.set(
    place(answer.room),
    privatesOf(answer.room).filter((one) => one !== answer),
  );
}
