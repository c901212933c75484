// @ts-check
/** What a screen reader should hear, and the one calm line above the room. */
import { byId } from "./dom.js";

/** Say something without showing it. @param {string} words */
export function announce(words) {
  byId("announcer").textContent = words;
}

/**
 * Show a line until it is taken away with ""; before there is a page, it is all there is to see.
 * @param {string} words
 */
export function banner(words) {
  byId("banner").textContent = words;
  byId("gate").textContent = byId("app").hidden ? words : "";
}
