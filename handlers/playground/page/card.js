// @ts-check
/** Piazza's cards: words, a quote, lines, facts, sections, a picture, buttons. */
import { el, icon } from "./dom.js";
import { drawRuns } from "./runs.js";
import { fileSize, t } from "./words.js";

/**
 * @typedef {import("./state.js").Card} Card
 * @typedef {import("./state.js").Fact} Fact
 */

// As large as charts are drawn, so that nothing jumps when the picture comes.
const WIDTH = 600;
const HEIGHT = 320;

/**
 * @param {Card} card
 * @param {(token: string) => Promise<unknown>} press what a button does
 * @returns {HTMLElement}
 */
export function drawCard(card, press) {
  return el(
    "div",
    { class: "card" },
    card.text?.length ? el("p", { class: "lead" }, ...drawRuns(card.text)) : null,
    card.quote ? el("blockquote", {}, card.quote) : null,
    card.lines?.length
      ? el("ul", {}, ...card.lines.map((one) => el("li", {}, ...drawRuns(one))))
      : null,
    drawFacts(card.facts),
    ...(card.sections ?? []).map(drawSection),
    card.picture ? drawPicture(card.picture) : null,
    card.file ? drawFile(card.file) : null,
    drawButtons(card.buttons ?? [], press),
  );
}

/** @param {NonNullable<Card["file"]>} file */
function drawFile(file) {
  const size = fileSize(file.size);
  const opens = file.name.endsWith(".html");
  const how = opens ? { target: "_blank", rel: "noopener" } : { download: file.name };
  return el(
    "a",
    { class: "file", href: file.href, data: { key: "file" }, ...how },
    icon(opens ? "page" : "sheet"),
    el(
      "span",
      { class: "file-words" },
      el("span", { class: "file-name" }, file.name),
      el("span", { class: "quiet" }, t(opens ? "file.open" : "file.keep", { size })),
    ),
  );
}

/** @param {Fact[]} facts */
function drawFacts(facts) {
  if (!facts?.length) return null;
  const rows = facts.map((one) =>
    el("div", { class: "fact" }, el("dt", {}, one.name), el("dd", {}, ...drawRuns(one.value))),
  );
  return el("dl", { class: "facts" }, ...rows);
}

/** @param {{title: import("./state.js").Run[], facts: Fact[]}} section */
function drawSection(section) {
  const title = el("p", { class: "section-title" }, ...drawRuns(section.title));
  return el("div", { class: "card-section" }, title, drawFacts(section.facts));
}

/** @param {NonNullable<Card["picture"]>} picture */
function drawPicture(picture) {
  const size = { width: picture.width ?? WIDTH, height: picture.height ?? HEIGHT };
  const image = el("img", { src: picture.src, alt: picture.alt, ...size, decoding: "async" });
  // Its title stands in the picture.
  return el("figure", {}, image);
}

/** @param {Card["buttons"]} buttons @param {(token: string) => Promise<unknown>} press */
function drawButtons(buttons, press) {
  if (!buttons.length) return null;
  const drawn = buttons.map((one, index) => {
    const on = {
      click: (/** @type {any} */ event) => once(event.currentTarget, () => press(one.token)),
    };
    return el(
      "button",
      { type: "button", class: "button", data: { key: `button:${index}` }, on },
      one.label,
    );
  });
  return el("div", { class: "buttons" }, ...drawn);
}

/**
 * A second press while the first is on its way does nothing.
 * @param {HTMLElement} button
 * @param {() => Promise<unknown>} act
 */
async function once(button, act) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await act();
  } finally {
    button.removeAttribute("aria-busy");
  }
}
