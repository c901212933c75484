// @ts-check
/** The page put together: who acts, where they are, and what the server tells. */
import { onAnswers } from "./acts.js";
import { announce, banner } from "./announcer.js";
import { drawClock, startClock } from "./clock.js";
import { drawComposer, drawState, startComposer } from "./composer.js";
import { byId } from "./dom.js";
import { drawHome, putHomeAnswer } from "./home.js";
import { drawJournal, startJournal } from "./journal.js";
import { drawLanguages } from "./languages.js";
import { showSidebar, startPanes } from "./panes.js";
import { forgetPerson, placeInAddress, rememberedPerson, rememberPlace } from "./place.js";
import { loadRoom, putPrivate, startRoom } from "./room.js";
import { drawRooms, drawTitle, startRooms } from "./rooms.js";
import { onVisit } from "./runs.js";
import { HOME, roomCalled, state } from "./state.js";
import { drawActing, startSwitcher } from "./switcher.js";
import { drawThemes } from "./theme.js";
import { hear, Refusal, wire } from "./wire.js";
import { speak, spoken, t } from "./words.js";

/** Take over what hello told: who acts, and everything that depends on it. @param {any} hello */
async function welcome(hello) {
  const before = state.you && `${state.you.id} ${spoken()}`;
  Object.assign(state, hello);
  await speak(state.you.language);
  const same = before === `${state.you.id} ${spoken()}`;
  drawFrame();
  const wanted = same ? state.room : (placeInAddress().room ?? state.room);
  show(known(wanted) ?? firstRoom(), { clear: !same });
}

/**
 * A room of the one who acts now; their direct room is another than the one before had.
 * @param {string} room
 */
function known(room) {
  if (room === HOME || roomCalled(room)) return room;
  return room.startsWith("@") ? state.rooms.find((one) => one.kind === "direct")?.id : undefined;
}

function firstRoom() {
  return state.liveliest ?? state.rooms.find((one) => one.kind === "channel")?.id ?? HOME;
}

function drawFrame() {
  byId("company").textContent = state.company;
  byId("sample").hidden = !state.sample;
  drawActing();
  drawLanguages((language) => void hello(state.you.id, language));
  drawThemes(byId("themes"));
  drawClock();
  byId("app").hidden = false;
}

/** Show a room or Home. @param {string} room @param {{clear?: boolean}} [how] */
function show(room, { clear = true } = {}) {
  state.room = room;
  rememberPlace(state.you.id, room);
  byId("room").hidden = room === HOME;
  byId("home").hidden = room !== HOME;
  drawTitle();
  drawRooms();
  drawComposer();
  if (room === HOME) void drawHome();
  else void loadRoom({ clear });
  void drawJournal();
}

/** Go to a room because somebody chose it. @param {string} room */
function visit(room) {
  showSidebar(false);
  show(room);
  focusRoom();
}

/** Go on where one writes; not where that would bring up a keyboard on the screen. */
function focusRoom() {
  if (state.room === HOME) byId("home").focus();
  else if (matchMedia("(hover: hover)").matches) byId("composer-text").focus();
  else byId("scroll").focus();
}

/**
 * Act as somebody, or in another language; what is still on its way belongs to who acted before.
 */
async function hello(/** @type {string} */ as, /** @type {string | null} */ language = null) {
  await wire.quiet();
  await welcome(await wire.ask("hello", { as, language }));
}

/** @param {import("./state.js").Member} member */
async function become(member) {
  showSidebar(false);
  await hello(member.id);
  focusRoom();
}

function greet() {
  const speaks = navigator.language.slice(0, 2);
  return { as: state.you?.id ?? rememberedPerson(), language: null, speaks };
}

async function followAddress() {
  const { as, room } = placeInAddress();
  if (as && as !== state.you.id) await hello(as);
  else if (room && room !== state.room && known(room)) show(room);
}

function listenToWire() {
  hear("up", (answer) => {
    banner("");
    void welcome(answer);
  });
  hear("down", () => {
    banner(t("wire.down"));
    if (state.you) drawState();
  });
  hear("refused", greetAnew);
}

/** Whom this window remembers may be gone: then the server chooses. @param {Error} why */
function greetAnew(why) {
  if (!rememberedPerson()) return banner(why.message);
  forgetPerson();
  state.you = /** @type {any} */ (null);
  return void wire.greet();
}

/** What no part of the page has answered for: a refusal is told, the rest is a fault of ours. */
function tellRefusals() {
  addEventListener("unhandledrejection", (event) => {
    if (!(event.reason instanceof Refusal)) return;
    event.preventDefault();
    banner(event.reason.message);
    announce(event.reason.message);
  });
}

async function start() {
  tellRefusals();
  startPanes();
  startRooms(visit);
  startRoom();
  startComposer();
  startClock(() => void drawHome());
  startJournal();
  startSwitcher(become);
  onVisit(visit);
  onAnswers(
    (room, shown) => (state.room === HOME ? putHomeAnswer(shown) : putPrivate(room, shown)),
    () => void drawHome(),
  );
  addEventListener("hashchange", () => void followAddress());
  listenToWire();
  wire.greeting = greet;
  await speak(navigator.language.startsWith("it") ? "it" : "en");
  wire.connect();
}

await start();
