// @ts-check
/**
 * The connection to the server: one WebSocket at a time, and another after it, for as long as it is
 * wanted. Waits between attempts grow from half a second to fifteen, with jitter, so that a server
 * that comes back is not met by everybody at once.
 *
 * A server that has not said `hello` within {@link GREETING} is given up, whatever it did instead.
 * After {@link QUIET} without a message, and after waking, it sends `ping`, which every server
 * answers. Without an answer within {@link ANSWER} the connection is closed and the next one tried.
 *
 * @typedef {import('./clock.js').Clock} Clock
 * @typedef {{readyState: number, send: (text: string) => void, close: (code?: number) => void,
 *   onopen: ((event: any) => void) | null, onmessage: ((event: any) => void) | null,
 *   onclose: ((event: any) => void) | null}} Socket what is used of a WebSocket
 */

const FIRST = 500;
const LONGEST = 15000;
/**
 * From the opening of a socket to the server's `hello`, which it says by itself: time for two repeats of a lost
 * packet, after 1 and 3 s. What accepts and is silent is tried again: behind a balancer another node may answer.
 */
export const GREETING = 6000;
/** From `enter` to a seat or a refusal: a node of a cluster may ask others before it answers. */
export const SEAT = 10000;
/**
 * With {@link ANSWER} and two silent sockets after it, it fits into the 30 s for which a seat is held and the 3 s after
 * which a node is taken for gone.
 */
export const QUIET = 15000;
export const ANSWER = 4000;
/** Who woke and heard something this recently need not ask. */
const RECENT = 1500;

const OPEN = 1;

export class Connection {
  /** @type {import('./sealed-room.js').SealedRoom | null} in an encrypted room */ filter = null;
  /** @type {Socket | null} */ #socket = null;
  #wanted = false;
  #tries = 0;
  #heardAt = 0;
  #probing = false;
  /** @type {number | undefined} */ #retry;
  /** @type {number | undefined} */ #pulse;
  /** @type {number | undefined} */ #greeting;
  #open;
  #clock;
  #random;
  #on;

  /**
   * @param {() => Socket} open opens a socket
   * @param {{text: (said: any) => void, lost: (retryAt: number) => void}} on `lost` is told when the
   *   next attempt will be, by the clock; 0 when it is under way
   * @param {Clock} clock
   * @param {() => number} [random]
   */
  constructor(open, on, clock, random = Math.random) {
    this.#open = open;
    this.#on = on;
    this.#clock = clock;
    this.#random = random;
  }

  /** Connects, and again whenever the connection is lost. */
  start() {
    this.#wanted = true;
    this.#tries = 0;
    this.#connect();
  }

  /** Closes, for good. */
  stop() {
    this.#wanted = false;
    this.#clock.cancel(this.#retry);
    this.#clock.cancel(this.#pulse);
    this.#clock.cancel(this.#greeting);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }

  /** Tries at once, if it is waiting to. */
  again() {
    if (this.#wanted && this.#socket === null) {
      this.#clock.cancel(this.#retry);
      this.#connect();
    }
  }

  /** The computer, the network or the page woke: tries at once, or asks whether the line is alive. */
  wake() {
    this.again();
    if (this.#clock.now() - this.#heardAt > RECENT) {
      this.#probe();
    }
  }

  /** Takes the connection for lost: it does not answer. */
  drop() {
    const socket = this.#socket;
    if (socket !== null) {
      this.#ended(socket);
      socket.close();
    }
  }

  /**
   * Sends, if there is a connection.
   *
   * @param {object} message
   * @returns {boolean}
   */
  send(message) {
    return this.filter ? this.filter.send(message) : this.write(message);
  }

  /** @param {object} message to be sent as it is */
  write(message) {
    if (this.#socket?.readyState !== OPEN) {
      return false;
    }
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #connect() {
    this.#on.lost(0);
    const socket = this.#open();
    this.#socket = socket;
    this.#clock.cancel(this.#greeting);
    this.#greeting = this.#clock.after(GREETING, () => {
      this.#ended(socket);
      socket.close();
    });
    socket.onopen = () => this.#heard(socket);
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) {
        this.#heard(socket);
        this.#read(data);
      }
    };
    socket.onclose = () => this.#ended(socket);
  }

  /** @param {string} data */
  #read(data) {
    let said;
    try {
      said = JSON.parse(data);
    } catch {
      return; // nothing that this page knows
    }
    if (said.type === 'hello') {
      this.#tries = 0;
      this.#clock.cancel(this.#greeting);
    }
    if (said.type !== 'pong') {
      (this.filter ?? this.#on).text(said);
    }
  }

  /** @param {Socket} socket */
  #heard(socket) {
    if (socket === this.#socket) {
      this.#heardAt = this.#clock.now();
      this.#probing = false;
      this.#clock.cancel(this.#pulse);
      this.#pulse = this.#clock.after(QUIET, () => this.#probe());
    }
  }

  #probe() {
    const socket = this.#socket;
    if (socket === null || this.#probing || !this.write({ type: 'ping' })) {
      return;
    }
    this.#probing = true;
    this.#clock.cancel(this.#pulse);
    this.#pulse = this.#clock.after(ANSWER, () => {
      if (socket === this.#socket) {
        this.#tries = 0;
        this.drop();
        this.again();
      }
    });
  }

  /** @param {Socket} socket */
  #ended(socket) {
    if (socket !== this.#socket) {
      return;
    }
    this.#socket = null;
    this.filter?.lost();
    this.#probing = false;
    this.#clock.cancel(this.#pulse);
    this.#clock.cancel(this.#greeting);
    if (this.#wanted) {
      const most = Math.min(LONGEST, FIRST * 2 ** this.#tries);
      this.#tries = Math.min(this.#tries + 1, 10);
      const wait = most / 2 + this.#random() * most / 2;
      this.#retry = this.#clock.after(wait, () => this.#connect());
      this.#on.lost(this.#clock.now() + wait);
    }
  }
}
