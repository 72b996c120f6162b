/** @typedef {import('./plane.js').Plane} Plane */

/**
 * A plane with Gaussian noise; the same seed makes the same noise.
 * @param {Plane} plane
 * @param {number} sigma
 * @param {number} seed
 * @returns {Plane}
 */
export function noisy({ data, widthPx, heightPx }, sigma, seed) {
  const random = uniforms(seed);
  const gauss = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  return { data: data.map((sample) => sample + sigma * gauss()), widthPx, heightPx };
}

/**
 * Numbers in (0, 1): a multiply-with-xor generator of 32 bits, good enough for noise (splitmix32).
 * @param {number} seed
 */
function uniforms(seed) {
  let state = Math.imul(seed + 1, 0x9e3779b9);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let bits = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return (((bits ^ (bits >>> 15)) >>> 0) + 0.5) / 2 ** 32;
  };
}
