// @ts-check
/** The Home tab: what concerns the acting person, put together anew whenever it is opened. */
import { press } from "./acts.js";
import { drawCard } from "./card.js";
import { byId, el } from "./dom.js";
import { drawPrivate } from "./messages.js";
import { dropPrivate, keepPrivate, privatesOf } from "./privates.js";
import { HOME, state } from "./state.js";
import { wire } from "./wire.js";
import { t } from "./words.js";

/** Fetch and draw it, when it is shown. */
export async function drawHome() {
  if (state.room !== HOME) return;
  const { cards } = await wire.ask("home");
  if (state.room !== HOME) return;
  const place = byId("home");
  const key = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.key;
  const drawn = cards.map(homeCard);
  if (!drawn.length) drawn.push(el("p", { class: "quiet nothing" }, t("home.empty")));
  place.replaceChildren(answers(), ...drawn);
  if (key) place.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

/** @param {import("./state.js").Card} card @param {number} index */
function homeCard(card, index) {
  const drawn = drawCard(card, (token) => press(HOME, null, token));
  for (const one of drawn.querySelectorAll("[data-key]")) {
    const button = /** @type {HTMLElement} */ (one);
    button.dataset.key = `home:${index}:${button.dataset.key}`;
  }
  return el("article", { class: "home-card" }, drawn);
}

function answers() {
  const drawn = privatesOf(HOME).map((one) =>
    drawPrivate(one, () => {
      dropPrivate(one);
      byId("home").querySelector(".answers")?.replaceWith(answers());
      byId("home").focus();
    }),
  );
  return el("div", { class: "answers", "aria-live": "polite" }, ...drawn);
}

/** Show an answer at the head of Home. @param {{card?: any, problem?: string}} shown */
export function putHomeAnswer(shown) {
  keepPrivate(HOME, 0, shown);
  byId("home").querySelector(".answers")?.replaceWith(answers());
  byId("home").scrollTop = 0;
}
