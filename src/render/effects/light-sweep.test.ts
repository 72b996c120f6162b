import { describe, expect, it } from 'vitest';
import type { Towards } from '../../motion/actions.js';
import { STANDSTILL } from '../../motion/directions.js';
import { createRenderer, type RenderedFrame, type Renderer } from '../renderer.js';
import { encoded, linear, lumaOf, psnrDb, type Rgb, rgbOf } from '../testing/float-frame.js';
import { acting, colourful, FRAMES, greys, SCENE, stillOf } from '../testing/plain-scene.js';

const { widthPx: WIDTH, heightPx: HEIGHT } = SCENE;
const HALF_WAY = (FRAMES - 1) / 2;

function sweeping(towards: Towards, strength: number, still = colourful()): Promise<Renderer> {
  return createRenderer(still, acting({ kind: 'light_sweep', towards, strength }));
}

async function unlit(still = colourful()): Promise<RenderedFrame> {
  return (await createRenderer(still, { ...acting(), directions: STANDSTILL })).frame(0);
}

/** How much of the band's crest a place half way through gets. */
function bandAt(x: number, y: number): number {
  const [along, across] = [Math.cos((17 * Math.PI) / 180), Math.sin((17 * Math.PI) / 180)];
  const way = along * WIDTH + across * HEIGHT;
  const t = Math.min(1, Math.abs(along * x + across * y - way / 2) / (0.17 * way));
  return (1 - t * t) ** 2;
}

describe('a light sweep', () => {
  it('multiplies linear light, more of it where the picture is bright, and rolls off at white', async () => {
    const before = rgbOf(await unlit(), SCENE);
    const frame = (await sweeping('right', 0.5)).frame(HALF_WAY);
    const gain = (4 / 3) * (1.5 ** (1 / 2.4) - 1);
    const expected = before.map((rgb, index) => {
      const band = bandAt((index % WIDTH) + 0.5, Math.floor(index / WIDTH) + 0.5);
      const brightness = Math.max(0, (lumaOf(rgb) - 16) / 219);
      const lit = rgb.map((code) => {
        const over = Math.max(0, (Math.min(1, (code + 0.055) / 1.055) - (1 - (2 * gain) / 0.7)) / ((2 * gain) / 0.7));
        const factor = 1 + gain * band * (0.75 + 0.25 * brightness) * (1 - over * over);
        return encoded(linear(code) * factor ** 2.4);
      });
      return lumaOf(lit as unknown as Rgb);
    });
    expect(psnrDb(frame.y, expected)).toBeGreaterThan(55);
    // Without the band it would not.
    expect(psnrDb(frame.y, before.map(lumaOf))).toBeLessThan(36);
  });

  it.each(['left', 'right', 'up', 'down'] as const)('comes from outside and goes out again: %s', async (towards) => {
    const still = await unlit();
    const renderer = await sweeping(towards, 0.8);
    for (const index of [0, FRAMES - 1]) {
      const frame = renderer.frame(index);
      for (const channel of ['y', 'u', 'v'] as const) {
        expect(Buffer.compare(frame[channel], still[channel])).toBe(0);
      }
    }
  });

  it.each([
    ['left', -1, 0],
    ['right', 1, 0],
    ['up', 0, -1],
    ['down', 0, 1],
  ] as const)('travels its way: %s', async (towards, right, down) => {
    const grey = stillOf(() => [110, 110, 110]);
    const renderer = await sweeping(towards, 0.6, grey);
    const places = Array.from({ length: FRAMES - 6 }, (_, index) => {
      const { y } = renderer.frame(index + 3);
      let [sum, across, along] = [0, 0, 0];
      y.forEach((luma, at) => {
        sum += luma - 110;
        across += (luma - 110) * (at % WIDTH);
        along += (luma - 110) * Math.floor(at / WIDTH);
      });
      return (right * across + down * along) / sum;
    });
    for (const [index, place] of places.entries()) if (index > 0) expect(place).toBeGreaterThan(places[index - 1]!);
  });

  it('leaves black black and white white, and keeps every grey in its order and grey', async () => {
    const renderer = await sweeping('down', 1, greys());
    const { y, u, v } = renderer.frame(HALF_WAY);
    const row = y.subarray((HEIGHT / 2) * WIDTH, (HEIGHT / 2 + 1) * WIDTH);
    const stripes = Array.from({ length: 16 }, (_, index) => row[20 * index + 10]!);
    expect([stripes[0], stripes[15]]).toEqual([16, 235]);
    for (const [index, grey] of stripes.entries()) if (index > 0) expect(grey).toBeGreaterThan(stripes[index - 1]! + 2);
    expect([new Set(u), new Set(v)]).toEqual([new Set([128]), new Set([128])]);
  });

  it.each([
    ['amber', [200, 130, 60]],
    ['skin', [224, 172, 140]],
    ['sky', [90, 140, 220]],
    ['leaf', [60, 120, 30]],
    ['red', [220, 20, 30]],
  ] as const)('keeps a colour the colour it is: %s', async (_name, colour) => {
    const still = stillOf(() => colour);
    const [before, after] = [await unlit(still), (await sweeping('right', 0.6, still)).frame(HALF_WAY)];
    const middle = (HEIGHT / 2) * WIDTH + WIDTH / 2;
    const [was, is] = [before, after].map((frame) => rgbOf(frame, SCENE)[middle]!);
    expect(Math.max(...is!)).toBeLessThan(1.005);
    expect(Math.abs(hueDeg(is!) - hueDeg(was!))).toBeLessThan(6);
    expect(lumaOf(is!)).toBeGreaterThan(lumaOf(was!) + 6);
  });

  it('adds to another that it meets', async () => {
    const grey = stillOf(() => [90, 90, 90]);
    const sweep = { kind: 'light_sweep', strength: 0.4 } as const;
    const plan = acting({ ...sweep, towards: 'right' }, { ...sweep, towards: 'left' });
    const [both, one] = [await createRenderer(grey, plan), await sweeping('right', 0.4, grey)];
    const middle = (HEIGHT / 2) * WIDTH + WIDTH / 2;
    const light = (renderer: Renderer): number => linear((renderer.frame(HALF_WAY).y[middle]! - 16) / 219);
    const still = linear(90 / 255);
    expect(light(both) / still).toBeCloseTo((light(one) / still) ** 2, 1);
  });
});

function hueDeg([red, green, blue]: Rgb): number {
  return (Math.atan2(Math.sqrt(3) * (green - blue), 2 * red - green - blue) * 180) / Math.PI;
}
