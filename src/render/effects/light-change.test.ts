import { describe, expect, it } from 'vitest';
import { createRenderer, type RenderedFrame, type StillPixels } from '../renderer.js';
import { encoded, linear, lumaOf, psnrDb, type Rgb, rgbOf } from '../testing/float-frame.js';
import { acting, colourful, FRAMES, greys, SCENE, stillOf } from '../testing/plain-scene.js';

const { widthPx: WIDTH, heightPx: HEIGHT } = SCENE;

interface Light {
  readonly level?: number;
  readonly warmth?: number;
  readonly key?: number;
}

/** The first frame, in the still's own light, and the last, in the other. */
async function lighting(light: Light, still: StillPixels): Promise<[before: RenderedFrame, after: RenderedFrame]> {
  const plan = acting({ kind: 'light_change', level: 1, warmth: 0, key: 0, ...light });
  const renderer = await createRenderer(still, plan);
  const { y, u, v } = renderer.frame(0);
  return [{ y: y.slice(), u: u.slice(), v: v.slice() }, renderer.frame(FRAMES - 1)];
}

function at({ y }: RenderedFrame, x: number, row: number): number {
  return y[Math.floor(row * HEIGHT) * WIDTH + Math.floor(x * WIDTH)]!;
}

describe('a light change', () => {
  it('leaves every byte as it is before it begins', async () => {
    const [before] = await lighting({ level: 0.5, warmth: 1, key: 1 }, colourful());
    const plain = (await createRenderer(colourful(), acting())).frame(0);
    for (const channel of ['y', 'u', 'v'] as const) expect(Buffer.compare(before[channel], plain[channel])).toBe(0);
  });

  it('dims linear light by its level, on every channel; what is nearly white holds on to some', async () => {
    const [before, after] = await lighting({ level: 0.5 }, colourful());
    const factor = 0.5 ** (1 / 2.4);
    const expected = rgbOf(before, SCENE).map((rgb) => {
      const white = Math.min(1, Math.max(0, (lumaOf(rgb) - 16) / 219));
      const held = factor + 0.35 * factor * (1 - factor) * white ** 4;
      return lumaOf(rgb.map((code) => encoded(linear(code) * held ** 2.4)) as unknown as Rgb);
    });
    expect(psnrDb(after.y, expected)).toBeGreaterThan(54);
  });

  it('ends in the dark where there is no light', async () => {
    const [, { y, u, v }] = await lighting({ level: 0 }, colourful());
    expect([new Set(y), new Set(u), new Set(v)]).toEqual([new Set([16]), new Set([128]), new Set([128])]);
  });

  it.each([0.6, 1.3, 2, 4])(
    'keeps black black, and every grey in its order and grey and below white: %d',
    async (level) => {
      const [before, after] = await lighting({ level }, greys());
      const stripes = Array.from({ length: 16 }, (_, index) => at(after, (index + 0.5) / 16, 0.5));
      expect(stripes[0]).toBe(16);
      expect(stripes[15]).toBeLessThanOrEqual(235);
      for (const [index, grey] of stripes.entries()) {
        if (index > 0) expect(grey).toBeGreaterThan(stripes[index - 1]!);
        const brighter = grey - at(before, (index + 0.5) / 16, 0.5);
        if (index > 0 && index < 15) expect(Math.sign(brighter)).toBe(Math.sign(level - 1));
      }
      expect([new Set(after.u), new Set(after.v)]).toEqual([new Set([128]), new Set([128])]);
    },
  );

  it.each([
    [1, 3868],
    [0.5, 4859],
    [-0.5, 8104],
    [-1, 10_684],
  ])('has the colour of a glowing body on a grey, and its luminance: warmth %d', async (warmth, kelvins) => {
    // Where the light shows its colour most: see COLOUR_CREST of the kernel.
    const grey = Math.round(255 * 0.6);
    const [, after] = await lighting(
      { warmth },
      stillOf(() => [grey, grey, grey]),
    );
    const [red, green, blue] = meanOf(rgbOf(after, SCENE)).map((code) => linear(code)) as unknown as Rgb;
    const light = blackBody(kelvins);
    expect(Math.abs(red / green / (light[0] / light[1]) - 1)).toBeLessThan(0.04);
    expect(Math.abs(blue / green / (light[2] / light[1]) - 1)).toBeLessThan(0.04);
    expect(Math.abs((0.2126 * red + 0.7152 * green + 0.0722 * blue) / linear(grey / 255) - 1)).toBeLessThan(0.02);
  });

  it('is no filter: the dark and the white take less of its colour', async () => {
    const [, after] = await lighting({ warmth: 1 }, greys());
    const rgb = rgbOf(after, SCENE);
    const tint = (stripe: number): number => {
      const [red, , blue] = rgb[(HEIGHT / 2) * WIDTH + 20 * stripe + 10]!;
      return Math.log((red + 0.055) / (blue + 0.055));
    };
    expect(tint(3)).toBeLessThan(0.75 * tint(9));
    expect(tint(15)).toBeLessThan(0.75 * tint(9));
  });

  it('is a key from the upper left, and takes the cast out of the greys', async () => {
    const [before, after] = await lighting(
      { key: 1 },
      stillOf(() => [165, 150, 128]),
    );
    expect(at(after, 0.02, 0.02)).toBeGreaterThan(at(before, 0.02, 0.02) + 8);
    expect(at(after, 0.98, 0.98)).toBeLessThan(at(before, 0.98, 0.98) - 5);
    expect(at(after, 0.02, 0.98)).toBeGreaterThan(at(after, 0.98, 0.98));
    expect(at(after, 0.02, 0.02)).toBeGreaterThan(at(after, 0.02, 0.98));
    const spread = (frame: RenderedFrame): number => {
      const mean = meanOf(rgbOf(frame, SCENE));
      return Math.max(...mean) - Math.min(...mean);
    };
    expect(spread(after)).toBeLessThan(0.6 * spread(before));
  });

  it('takes no cast out of what is a colour, and none of a still without greys', async () => {
    const [before, after] = await lighting(
      { key: 1 },
      stillOf(() => [40, 110, 35]),
    );
    const [was, is] = [before, after].map((frame) => meanOf(rgbOf(frame, SCENE)));
    expect(is![1] / is![0]).toBeGreaterThan((0.9 * was![1]) / was![0]);
  });

  it('shows no steps on a smooth surface: neighbours share out what is between two codes', async () => {
    const [, { y }] = await lighting(
      { key: 1 },
      stillOf(() => [150, 150, 150]),
    );
    // Means of 8 × 8 from left to right fall by a few hundredths of a code each, and never stand still and then jump.
    const means = Array.from({ length: WIDTH / 8 }, (_, cell) => {
      let sum = 0;
      for (let row = 80; row < 88; row++) for (let x = 0; x < 8; x++) sum += y[row * WIDTH + 8 * cell + x]!;
      return sum / 64;
    });
    const falls = means.slice(1).map((mean, index) => means[index]! - mean);
    const typical = falls.reduce((sum, fall) => sum + fall, 0) / falls.length;
    for (const fall of falls) expect(Math.abs(fall - typical)).toBeLessThan(0.35);
  });
});

function meanOf(pixels: readonly Rgb[]): [number, number, number] {
  return [0, 1, 2].map((channel) => pixels.reduce((sum, rgb) => sum + rgb[channel]!, 0) / pixels.length) as never;
}

/**
 * Linear sRGB of a black body, white being 6504 K: Planck's law summed over the colour matching functions of CIE 1931 as fitted by Wyman,
 * Sloan and Shirley (JCGT 2013, 2(2), equation 4). Another way than the product's.
 */
function blackBody(kelvins: number): Rgb {
  const [light, white] = [kelvins, 6504].map((temperature) => {
    const sums = [0, 0, 0];
    for (let nm = 380; nm <= 780; nm += 5) {
      const radiance = nm ** -5 / (Math.exp(1.438_777e7 / (nm * temperature)) - 1);
      const bell = (mean: number, below: number, above: number): number =>
        Math.exp(-0.5 * ((nm - mean) / (nm < mean ? below : above)) ** 2);
      sums[0]! +=
        radiance * (1.056 * bell(599.8, 37.9, 31) + 0.362 * bell(442, 16, 26.7) - 0.065 * bell(501.1, 20.4, 26.2));
      sums[1]! += radiance * (0.821 * bell(568.8, 46.9, 40.5) + 0.286 * bell(530.9, 16.3, 31.1));
      sums[2]! += radiance * (1.217 * bell(437, 11.8, 36) + 0.681 * bell(459, 26, 13.8));
    }
    const [x, y, z] = sums as unknown as Rgb;
    return [
      3.2406 * x - 1.5372 * y - 0.4986 * z,
      -0.9689 * x + 1.8758 * y + 0.0415 * z,
      0.0557 * x - 0.204 * y + 1.057 * z,
    ] as const;
  });
  return light!.map((channel, index) => channel / white![index]!) as unknown as Rgb;
}
