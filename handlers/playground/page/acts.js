// @ts-check
/** What people do that Piazza answers: commands, buttons, message menus. */
import { openForm } from "./form.js";
import { HOME, directRoom } from "./state.js";
import { Refusal, wire } from "./wire.js";

/** @typedef {import("./state.js").Answer} Answer */

/** @type {(room: string, shown: {card?: any, problem?: string}) => void} */
let show = () => {};
/** @type {() => void} */
let acted = () => {};

/**
 * Say where private answers appear and what follows every act.
 * @param {(room: string, shown: {card?: any, problem?: string}) => void} shown
 * @param {() => void} then
 */
export function onAnswers(shown, then) {
  show = shown;
  acted = then;
}

/**
 * Do with an answer what it asks for.
 * @param {string} room
 * @param {Answer} answer
 */
export function take(room, answer) {
  if (answer.card) show(room, { card: answer.card });
  if (answer.form) openForm(room, answer.form, (next) => take(room, next));
  acted();
}

/**
 * Ask for something; a refusal is shown in the room, where only the asker sees it.
 * @param {string} room
 * @param {string} verb
 * @param {object} what
 * @returns {Promise<boolean>} whether it was done
 */
export async function askFor(room, verb, what) {
  try {
    take(room, await wire.ask(verb, { room: real(room), ...what }));
    return true;
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    show(room, { problem: problem.message });
    return false;
  }
}

/**
 * Home is a view of ours; on the wire what happens there happens between Piazza and the person.
 * @param {string} room
 */
export function real(room) {
  return room === HOME ? (directRoom()?.id ?? "") : room;
}

/**
 * Press a button; `message` is null on what only the asker sees.
 * @param {string} room
 * @param {number | null} message
 * @param {string} token
 */
export function press(room, message, token) {
  return askFor(room, "press", { message, token });
}
