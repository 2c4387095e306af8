/**
 * The connection to the server: one WebSocket at a time, and another after it, for as long as it is
 * wanted. Waits between tries grow from half a second to fifteen, with jitter, so that a server that
 * comes back is not met by everybody at once; a network that comes back is tried at once.
 */

const FIRST = 500;
const LONGEST = 15000;
const PATIENCE = 10000;

export class Connection {
  /** @type {WebSocket | null} */ #socket = null;
  #wanted = false;
  #tries = 0;
  /** @type {number | undefined} */ #timer;
  #address;
  #on;

  /**
   * @param {string} address
   * @param {{text: (said: any) => void, open: () => void, lost: (tryAt: number) => void}} on
   *   `lost` is told when the next try will be, by `performance.now()`; 0 when it is under way
   */
  constructor(address, on) {
    this.#address = address;
    this.#on = on;
    addEventListener('online', () => this.again());
    addEventListener('offline', () => this.drop());
    document.addEventListener('visibilitychange', () => document.hidden || this.again());
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
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }

  /** Tries at once, if it is waiting to. */
  again() {
    if (this.#wanted && this.#socket === null) {
      clearTimeout(this.#timer);
      this.#connect();
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

  /** Sends, if there is a connection. @param {object} message @returns {boolean} */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      return false;
    }
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #connect() {
    this.#on.lost(0);
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    const patience = setTimeout(() => {
      this.#ended(socket);
      socket.close();
    }, PATIENCE);
    socket.onopen = () => {
      clearTimeout(patience);
      if (socket === this.#socket) {
        this.#on.open();
      }
    };
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) {
        return;
      }
      let said;
      try {
        said = JSON.parse(data);
      } catch {
        return; // nothing that this page knows
      }
      if (said.type === 'hello') {
        this.#tries = 0;
      }
      this.#on.text(said);
    };
    socket.onclose = () => {
      clearTimeout(patience);
      this.#ended(socket);
    };
  }

  /** @param {WebSocket} socket */
  #ended(socket) {
    if (socket !== this.#socket) {
      return;
    }
    this.#socket = null;
    if (this.#wanted) {
      const most = Math.min(LONGEST, FIRST * 2 ** this.#tries);
      this.#tries = Math.min(this.#tries + 1, 10);
      const wait = most / 2 + Math.random() * most / 2;
      this.#timer = setTimeout(() => this.#connect(), wait);
      this.#on.lost(performance.now() + wait);
    }
  }
}
