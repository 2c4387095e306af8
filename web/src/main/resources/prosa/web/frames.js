// @ts-check
/**
 * Work that is seen: what changes often is gathered and done once, before a frame is drawn, so that
 * however much comes the page lays itself out a few times a second.
 */

/** A page out of sight has no frames: then a timer has to do. */
const NO_FRAME = 400;

export class Batch {
  #due = false;
  /** @type {any} */ #timer;
  #doneAt = -Infinity;
  #gap;
  #act;

  /**
   * @param {() => void} act
   * @param {number} gap about the time between two runs, in milliseconds; what comes after a pause
   *   is done at the next frame, else at the next multiple of the gap: batches whose gaps are
   *   multiples of each other share their frames, and so the layout
   */
  constructor(act, gap) {
    this.#act = act;
    this.#gap = gap;
  }

  /** There is something to do. */
  ask() {
    if (this.#due) {
      return;
    }
    this.#due = true;
    const now = performance.now();
    const wait = now - this.#doneAt >= this.#gap ? 0 : this.#gap - (now % this.#gap);
    const frame = () => requestAnimationFrame(() => this.now());
    if (!document.hidden && wait <= 4) {
      frame();
    } else if (!document.hidden) {
      setTimeout(frame, wait - 4);
    }
    this.#timer = setTimeout(() => this.now(), wait + NO_FRAME);
  }

  /** Does it at once, if there is something to do. */
  now() {
    if (this.#due) {
      clearTimeout(this.#timer);
      this.#due = false;
      this.#doneAt = performance.now();
      this.#act();
    }
  }
}
