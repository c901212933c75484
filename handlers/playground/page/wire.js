// @ts-check
/** The one connection to the server: what is asked is kept until it is answered. */

/** A refusal in the person's own language; there is nothing to add to it. */
export class Refusal extends Error {}

const FIRST_WAIT = 250;
const LONGEST_WAIT = 5000;

/**
 * @typedef {{frame: string, resolve: (ok: any) => void, reject: (why: Error) => void,
 *   greeting?: boolean}} Asked a greeting belongs to its connection: the next one is greeted anew
 */

/**
 * Tells of `up` (with hello's answer), `down`, and of every push by its noun.
 */
class Wire extends EventTarget {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Map<number, Asked>} */
  #asked = new Map();
  #nr = 0;
  #wait = FIRST_WAIT;
  #greeted = false;
  /** What hello says after every (re)connection. @type {() => object} */
  greeting = () => ({});

  /** Whether the server is there and knows who is acting. */
  get up() {
    return this.#greeted;
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/playground/wire`);
    this.#socket = socket;
    socket.addEventListener("open", () => void this.greet());
    socket.addEventListener("message", (event) => this.#read(event.data));
    socket.addEventListener("close", () => this.#lost());
  }

  /**
   * Ask for something. Counts once, however often the connection breaks on the way.
   * @param {string} verb
   * @param {object} [what]
   * @returns {Promise<any>} what the server answered; rejects with a Refusal
   */
  ask(verb, what = {}) {
    const { nr, asked, answer } = this.#prepare(verb, what);
    this.#asked.set(nr, asked);
    if (this.#greeted) this.#socket?.send(asked.frame);
    return answer;
  }

  /** Resolves when nothing is on its way any more. */
  async quiet() {
    while (this.#asked.size) {
      await new Promise((resolve) => this.addEventListener("answered", resolve, { once: true }));
    }
  }

  /** @param {string} verb @param {object} what */
  #prepare(verb, what) {
    this.#nr += 1;
    const nr = this.#nr;
    const frame = JSON.stringify({ nr, key: newKey(), do: verb, ...what });
    /** @type {any} */
    let asked;
    const answer = new Promise((resolve, reject) => (asked = { frame, resolve, reject }));
    return { nr, asked, answer };
  }

  /** Hello goes first, and what was not answered before follows in its order. */
  async greet() {
    const { nr, asked, answer } = this.#prepare("hello", this.greeting());
    this.#asked.set(nr, { ...asked, greeting: true });
    this.#socket?.send(asked.frame);
    const hello = await answer.catch((why) => this.#tell("refused", why));
    if (!hello) return;
    this.#greeted = true;
    this.#wait = FIRST_WAIT;
    this.#tell("up", hello);
    for (const one of this.#asked.values()) this.#socket?.send(one.frame);
  }

  /** @param {string} data */
  #read(data) {
    const frame = JSON.parse(data);
    if (frame.push) return this.#tell(frame.push, frame);
    const asked = this.#asked.get(frame.nr);
    this.#asked.delete(frame.nr);
    if (frame.error !== undefined) asked?.reject(new Refusal(frame.error));
    else asked?.resolve(frame.ok);
    return this.#tell("answered", frame);
  }

  #lost() {
    this.#greeted = false;
    for (const [nr, one] of this.#asked) {
      if (!one.greeting) continue;
      this.#asked.delete(nr);
      one.resolve(null);
    }
    this.#tell("down", null);
    setTimeout(() => this.connect(), this.#wait * (0.5 + Math.random() / 2));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }

  /** @param {string} name @param {any} detail @returns {void} */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** A fresh key, also where the page is not served from a secure origin. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export const wire = new Wire();

/**
 * Hear what the wire tells.
 * @param {string} noun
 * @param {(detail: any) => void} then
 */
export function hear(noun, then) {
  wire.addEventListener(noun, (event) => then(/** @type {CustomEvent} */ (event).detail));
}
