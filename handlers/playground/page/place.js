// @ts-check
/** Who and where, in the address: a link opens as somebody, in a room. */

const KEY = "piazza.as";

/** @returns {{as: string | null, room: string | null}} */
export function placeInAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  return { as: given.get("as"), room: given.get("room") };
}

/** Who acts in this window: the address says it, else the window remembers. */
export function rememberedPerson() {
  return placeInAddress().as ?? sessionStorage.getItem(KEY);
}

/** @param {string} person @param {string} room */
export function rememberPlace(person, room) {
  sessionStorage.setItem(KEY, person);
  const hash = `#${new URLSearchParams({ as: person, room })}`;
  if (location.hash !== hash) history.replaceState(null, "", hash);
}

/** Whom the address or the window remembers is not there any more. */
export function forgetPerson() {
  sessionStorage.removeItem(KEY);
  history.replaceState(null, "", location.pathname);
}
