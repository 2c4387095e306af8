// @ts-check
/**
 * The clock of the page's logic, which tests replace.
 *
 * @typedef {{now: () => number, after: (milliseconds: number, act: () => void) => number,
 *   cancel: (timer: number | undefined) => void}} Clock `now` is monotonic, in milliseconds
 */

/**
 * The browser's own.
 *
 * @type {Clock}
 */
export const clock = {
  now: () => performance.now(),
  after: (milliseconds, act) => /** @type {any} */ (setTimeout(act, milliseconds)),
  cancel: (timer) => clearTimeout(timer),
};
