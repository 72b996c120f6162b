/**
 * Numbers that look random and are the same for the same seed (mulberry32), so that a run that failed can be run again.
 * @param {number} seed
 */
export function createRandom(seed) {
  let state = seed >>> 0;
  /** 0 up to 1. */
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    /** @param {number} below a whole number, 0 up to `below` */
    whole: (below) => Math.floor(next() * below),
    /**
     * @template Item
     * @param {readonly Item[]} items
     * @returns {Item}
     */
    pick: (items) => /** @type {Item} */ (items[Math.floor(next() * items.length)]),
  };
}

/** @typedef {ReturnType<typeof createRandom>} Random */

/**
 * A number from 0 up to 1 that a text stands for, the same in every run.
 * @param {string} text
 */
export function shareOf(text) {
  let hash = 2166136261;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619);
  return createRandom(hash).next();
}
