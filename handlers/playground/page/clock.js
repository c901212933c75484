// @ts-check
/** The company's clock: what it shows, and moving it. */
import { announce } from "./announcer.js";
import { byId, el, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { state } from "./state.js";
import { hear, wire } from "./wire.js";
import { t } from "./words.js";

/** @type {() => void} */
let moved = () => {};

const STEPS = ["now", "hour", "friday", "monday"];

/** Draw the time as it is in the company. */
export function drawClock() {
  const { words, ahead } = state.clock;
  const time = /\d{1,2}[:.]\d{2}(\s?[AP]M)?/i.exec(words)?.[0] ?? words;
  const day = words.replace(time, "").replace(/[\s,]+$/, "");
  const button = byId("clock");
  button.replaceChildren(
    icon("clock"),
    el("span", { class: "sr-only" }, t("clock.time")),
    el("span", { class: "clock-day" }, day),
    el("span", { class: "clock-time" }, time),
    el("span", { class: "sr-only" }, t("clock.move")),
    icon("down"),
  );
  button.classList.toggle("ahead", ahead);
  button.title = ahead ? t("clock.ahead") : t("clock.title");
}

/** @param {import("./state.js").Clock} clock */
export function setClock(clock) {
  state.clock = clock;
  drawClock();
  dispatchEvent(new Event("piazza:clock"));
}

function open() {
  const items = STEPS.map((one) => ({ label: t(`clock.${one}`), on: () => void move(one) }));
  openMenu(byId("clock"), t("clock.title"), items, { note: t("clock.note") });
}

/** @param {string} to */
async function move(to) {
  const button = byId("clock");
  button.setAttribute("aria-busy", "true");
  announce(t("clock.moving"));
  try {
    // Many things may be due on the way; the push of the clock shows how far it has come.
    setClock(await wire.ask("clock", { to }));
    announce(t("clock.moved", { time: state.clock.words }));
    moved();
  } finally {
    button.removeAttribute("aria-busy");
  }
}

/** @param {() => void} then what follows when somebody here has moved it */
export function startClock(then) {
  moved = then;
  byId("clock").addEventListener("click", open);
  hear("clock", (push) => setClock(push.clock));
}
