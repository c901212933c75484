// @ts-check
/** Light, dark, or as the system has it; loaded first, so that nothing flashes. */
import { el, icon } from "./dom.js";
import { t } from "./words.js";

const KEY = "piazza.theme";
const DRAWINGS = { light: "sun", dark: "moon", system: "screen" };

/** @returns {string} */
function chosen() {
  return localStorage.getItem(KEY) ?? "system";
}

/** @param {string} theme */
function wear(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** @param {string} theme @param {HTMLElement} place */
function choose(theme, place) {
  localStorage.setItem(KEY, theme);
  wear(theme);
  for (const one of place.querySelectorAll("button")) {
    one.setAttribute("aria-pressed", String(one.dataset.theme === theme));
  }
}

/** Draw the three choices. @param {HTMLElement} place */
export function drawThemes(place) {
  const buttons = Object.entries(DRAWINGS).map(([theme, drawing]) => {
    const label = t(`theme.${theme}`);
    const pressed = String(theme === chosen());
    const attributes = {
      type: "button",
      title: label,
      "aria-label": label,
      "aria-pressed": pressed,
    };
    const on = { click: () => choose(theme, place) };
    return el("button", { ...attributes, data: { theme }, on }, icon(drawing));
  });
  place.replaceChildren(...buttons);
}

wear(chosen());
