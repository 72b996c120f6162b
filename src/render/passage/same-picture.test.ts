import { describe, expect, it } from 'vitest';
import { createRandom } from '../../motion/random.js';
import { isSamePicture } from './same-picture.js';

const SIZE = { widthPx: 61, heightPx: 43 };

/** A picture whose colour is asked for pixel by pixel. */
function picture(
  colour: (x: number, y: number) => readonly [number, number, number],
): typeof SIZE & { rgb: Uint8Array } {
  const pixels = Array.from({ length: SIZE.widthPx * SIZE.heightPx }, (_, at) =>
    colour(at % SIZE.widthPx, Math.floor(at / SIZE.widthPx)),
  );
  return { ...SIZE, rgb: Uint8Array.from(pixels.flat()) };
}

const scene = (x: number, y: number): readonly [number, number, number] => [40 + 2 * x, 60 + 3 * y, 90 + x + y];
const SCENE = picture(scene);

describe('isSamePicture', () => {
  it('says so of a picture and itself, and of one with noise', () => {
    const random = createRandom(3);
    const noisy = picture((x, y) => {
      const [r, g, b] = scene(x, y);
      return [r + 3 * random() - 1, g + 3 * random() - 1, b + 3 * random() - 1];
    });
    expect(isSamePicture(SCENE, SCENE)).toBe(true);
    expect(isSamePicture(SCENE, noisy)).toBe(true);
  });

  it.each<readonly [string, (x: number, y: number) => readonly [number, number, number]]>([
    [
      'a lamp that went from red to green, as bright as it was',
      (x, y) => (x > 40 && x < 52 && y > 30 ? [40, 104, 62] : scene(x, y)),
    ],
    ['light that is a little brighter', (x, y) => scene(x, y).map((value) => value * 1.01 + 0.5) as never],
    ['the last column', (x, y) => (x === 60 ? [250, 250, 250] : scene(x, y))],
  ])('sees %s', (_what, changed) => {
    const lit = picture((x, y) => (x > 40 && x < 52 && y > 30 ? [190, 60, 60] : scene(x, y)));
    expect(isSamePicture(lit, picture(changed))).toBe(false);
  });

  it('sees a lamp that is too small to change the whole', () => {
    const size = { widthPx: 200, heightPx: 200 };
    const dark = { ...size, rgb: new Uint8Array(3 * 200 * 200).fill(60) };
    const lit = { ...size, rgb: dark.rgb.slice() };
    for (let row = 80; row < 88; row++) lit.rgb.fill(100, 3 * (200 * row + 80), 3 * (200 * row + 88));
    expect(isSamePicture(dark, lit)).toBe(false);
  });
});
