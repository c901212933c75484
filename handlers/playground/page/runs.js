// @ts-check
/** Words with people, channels and weight in them. */
import { el } from "./dom.js";
import { roomCalled, state } from "./state.js";

/** @typedef {import("./state.js").Run} Run */

/** @type {(room: string) => void} */
let visit = () => {};

/** Say what a press on a channel's name does. @param {(room: string) => void} then */
export function onVisit(then) {
  visit = then;
}

/** @param {Run[]} runs @returns {Node[]} */
export function drawRuns(runs) {
  return (runs ?? []).map(drawRun);
}

/** @param {Run} run @returns {Node} */
function drawRun(run) {
  if (run.m)
    return el(
      "span",
      { class: run.m === state.you.id ? "mention me" : "mention", data: { member: run.m } },
      atSign(run.t),
    );
  if (run.c) return channel(run);
  return run.b ? el("strong", {}, run.t) : document.createTextNode(run.t);
}

/** @param {string} name */
function atSign(name) {
  return name.startsWith("@") ? name : `@${name}`;
}

/** A channel one cannot see is only its name. @param {Run} run */
function channel(run) {
  const id = String(run.c);
  const shown = run.t.startsWith("#") ? run.t : `#${run.t}`;
  if (!roomCalled(id)) return el("span", { class: "mention" }, shown);
  return el("button", { type: "button", class: "mention", on: { click: () => visit(id) } }, shown);
}

/** What runs say, without their looks. @param {Run[]} runs */
export function plain(runs) {
  return (runs ?? []).map((one) => one.t).join("");
}
