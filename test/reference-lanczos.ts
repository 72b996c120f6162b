import type { Rect, SizePx } from '../src/contract/framing.js';

/**
 * Lanczos-3 in floats, as slow and plain as the formula: the part `rect` of an RGB picture at another size, with the filter widened
 * by the reduction (so that nothing aliases) and the edge of the rect repeated outwards. What fast resizers are held against.
 */
export function referenceLanczos(rgb: Uint8Array, widthPx: number, rect: Rect, to: SizePx): Float32Array {
  const across = tapsOf(rect.widthPx, to.widthPx);
  const down = tapsOf(rect.heightPx, to.heightPx);
  const rows = new Float32Array(rect.heightPx * to.widthPx * 3);
  for (let y = 0; y < rect.heightPx; y++) {
    across.forEach((taps, x) => {
      const at = (y * to.widthPx + x) * 3;
      for (const { from, weight } of taps) {
        const source = ((rect.topPx + y) * widthPx + rect.leftPx + from) * 3;
        for (let channel = 0; channel < 3; channel++) {
          rows[at + channel] = rows[at + channel]! + weight * rgb[source + channel]!;
        }
      }
    });
  }
  const result = new Float32Array(to.widthPx * to.heightPx * 3);
  const stride = to.widthPx * 3;
  down.forEach((taps, y) => {
    for (const { from, weight } of taps) {
      for (let at = 0; at < stride; at++)
        result[y * stride + at] = result[y * stride + at]! + weight * rows[from * stride + at]!;
    }
  });
  return result.map((value) => Math.min(255, Math.max(0, value)));
}

interface Tap {
  readonly from: number;
  readonly weight: number;
}

function tapsOf(length: number, toLength: number): Tap[][] {
  const step = length / toLength;
  const reach = 3 * Math.max(1, step);
  return Array.from({ length: toLength }, (_, index) => {
    const middle = (index + 0.5) * step - 0.5;
    const taps: Tap[] = [];
    for (let at = Math.ceil(middle - reach); at <= middle + reach; at++) {
      taps.push({ from: Math.min(length - 1, Math.max(0, at)), weight: lanczos((3 * (at - middle)) / reach) });
    }
    const sum = taps.reduce((total, { weight }) => total + weight, 0);
    return taps.map(({ from, weight }) => ({ from, weight: weight / sum }));
  });
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  return Math.abs(x) >= 3 ? 0 : (3 * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / 3)) / (Math.PI * x) ** 2;
}
