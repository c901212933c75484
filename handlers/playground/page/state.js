// @ts-check
/** What the page knows at this moment; each module draws its own corner of it. */

/**
 * @typedef {{id: string, name: string, handle: string, about: string, language: string,
 *   zone: string, kind: string, role: string, active: boolean}} Member
 * @typedef {{name: string, handle: string, count: number}} Group
 * @typedef {{id: string, name: string, kind: string, unread: number}} Room
 * @typedef {{t: string, b?: boolean, m?: string, c?: string}} Run
 * @typedef {{name: string, value: Run[]}} Fact
 * @typedef {{text: Run[], quote: string, lines: Run[][], facts: Fact[],
 *   sections: {title: Run[], facts: Fact[]}[], buttons: {label: string, token: string}[],
 *   picture: {src: string, alt: string, width?: number, height?: number} | null, skill?: string,
 *   file?: {name: string, href: string, size: number}}} Card
 * @typedef {{name: string, count: number, mine: boolean, who: string[]}} Reaction
 * @typedef {{id: number, room: string, author: Member | null, at: string,
 *   text: string, card: Card | null, reactions: Reaction[], replies: Reply[]}} Message
 * @typedef {{who: string, at: string, text: string}} Reply
 * @typedef {{name: string, kind: string, label: string, hint: string, problem: string,
 *   required: boolean, optional: boolean, value: any, options: [string, string][],
 *   multiline: boolean, min: number, max: number, low: number, high: number, most: number, people: Member[]}} Field
 * @typedef {{title: string, submit: string, cancel: string, token: string, note: Run[], calm: boolean,
 *   fields: Field[]}} Form
 * @typedef {{card: Card | null, form: Form | null, close: string}} Answer
 * @typedef {{now: string, words: string, ahead: boolean}} Clock
 */

export const HOME = "home";

export const state = {
  /** @type {Member} */
  you: /** @type {any} */ (null),
  company: "",
  sample: false,
  /** @type {string[]} */
  languages: [],
  /** @type {Room[]} */
  rooms: [],
  /** @type {string | null} The channel with the latest card. */
  liveliest: null,
  /** @type {Group[]} People who are named as one. */
  groups: [],
  /** @type {{words: string, what: string, hint: string}[]} */
  commands: [],
  /** @type {{name: string, label: string}[]} */
  shortcuts: [],
  /** @type {{name: string, label: string}[]} What can be done from anywhere. */
  menu: [],
  /** @type {{name: string, emoji: string, label: string}[]} */
  reactions: [],
  /** @type {string[]} The skills that listen to what is said in the threads of their cards. */
  listening: [],
  /** @type {Clock} */
  clock: { now: new Date().toISOString(), words: "", ahead: false },
  /** The room that is shown, or HOME. */
  room: "",
};

/** @param {string} id */
export function roomCalled(id) {
  return state.rooms.find((one) => one.id === id);
}

/** The room in which Piazza and the acting person are alone. */
export function directRoom() {
  return state.rooms.find((one) => one.kind === "direct");
}

/** The room's name as it is written. @param {Room | undefined} room */
export function roomTitle(room) {
  if (!room) return "";
  return room.kind === "direct" ? room.name : `#${room.name}`;
}
