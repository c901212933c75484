// @ts-check
/** The acting person's language. */
import { byId, el } from "./dom.js";
import { state } from "./state.js";
import { spoken, t, worded } from "./words.js";

/** @param {(language: string) => void} choose */
export function drawLanguages(choose) {
  const buttons = state.languages.map((language) => {
    const label = worded(`language.${language}`) ? t(`language.${language}`) : language;
    const pressed = String(language === spoken());
    const on = { click: () => choose(language) };
    const attributes = {
      type: "button",
      lang: language,
      title: label,
      "aria-pressed": pressed,
      data: { language },
      on,
    };
    const seen = el("span", { "aria-hidden": "true" }, language.toUpperCase());
    return el("button", attributes, seen, el("span", { class: "sr-only" }, label));
  });
  const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.language;
  byId("languages").replaceChildren(...buttons);
  buttons.find((one) => one.dataset.language === focused)?.focus();
}
