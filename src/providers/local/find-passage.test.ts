import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RgbImage } from '../../media/image/rgb-image.js';
import { project } from '../../render/homography.js';
import type { PassageLayer, PassageModel } from '../../render/passage/passage-model.js';
import { findPassage } from './find-passage.js';

async function stillOf(name: string, widthPx = 640, heightPx = 360): Promise<RgbImage> {
  const pipeline = sharp(`examples/${name}.jpg`).resize(widthPx, heightPx, { fit: 'cover' }).removeAlpha();
  return { widthPx, heightPx, rgb: await pipeline.raw().toBuffer() };
}

/** The label's corners in the stills of 1920×1080, read off by eye, clockwise from the upper left. */
const LABEL = {
  first: [
    [812, 494],
    [1165, 486],
    [1164, 769],
    [814, 784],
  ],
  last: [
    [746, 484],
    [1089, 495],
    [1087, 788],
    [749, 767],
  ],
} as const;

function inFrame([x, y]: readonly [number, number]): { readonly x: number; readonly y: number } {
  return { x: (x - 960) / 1080, y: (y - 540) / 1080 };
}

/** How surely a layer is seen at a place of 1920×1080. */
function coverAt({ columns, rows, values }: PassageLayer['inFirst'], x: number, y: number): number {
  return values[Math.floor((y * rows) / 1080) * columns + Math.floor((x * columns) / 1920)]!;
}

describe('findPassage, of a bottle that turns by 30°', () => {
  let found: PassageModel;
  beforeAll(async () => {
    found = await findPassage(await stillOf('bottle-front'), await stillOf('bottle-turn-30'));
  });

  /** The layer of most of the label’s letters. */
  function label(): PassageLayer {
    const layer = found.layers.find(({ inFirst }) => coverAt(inFirst, 985, 590) === 255);
    expect(layer).toBeDefined();
    return layer!;
  }

  it('finds layers, and is confident', () => {
    expect(found.way).toBe('layers');
    expect(found.layers.length).toBeGreaterThanOrEqual(2);
    expect(found.confidence).toBeGreaterThan(0.5);
    expect(found.confidence).toBeLessThanOrEqual(1);
  });

  it('takes the label’s corners to where they are in the last still, within a hundredth of the frame', () => {
    for (const [index, corner] of LABEL.first.entries()) {
      const from = inFrame(corner);
      const at = project(label().at(1), from.x, from.y);
      const to = inFrame(LABEL.last[index]!);
      expect(Math.hypot(at.x - to.x, at.y - to.y)).toBeLessThan(0.01);
    }
  });

  it('covers the label by that layer in both stills, and not the wall', () => {
    const { inFirst, inLast } = label();
    for (const [x, y] of [
      [860, 520],
      [1120, 520],
      [985, 660],
      [985, 730],
    ] as const) {
      expect(coverAt(inFirst, x, y)).toBe(255);
    }
    for (const [x, y] of [
      [800, 520],
      [1040, 540],
      [905, 660],
      [905, 730],
    ] as const) {
      expect(coverAt(inLast, x, y)).toBe(255);
    }
    for (const cover of [inFirst, inLast]) expect(coverAt(cover, 200, 200)).toBe(0);
  });

  it('turns the label in space: it is wider half way than in proportion', () => {
    const widthAt = (moment: number): number => {
      const [left, right] = [LABEL.first[0], LABEL.first[1]].map((corner) => {
        const { x, y } = inFrame(corner);
        return project(label().at(moment), x, y);
      });
      return right!.x - left!.x;
    };
    expect(widthAt(0.5)).toBeGreaterThan((widthAt(0) + widthAt(1)) / 2 + 0.003);
  });
});

describe('findPassage', () => {
  it('dissolves between two unrelated photographs', async () => {
    const found = await findPassage(await stillOf('mountains', 480, 272), await stillOf('portrait', 480, 272));
    expect(found.way).toBe('dissolve');
    expect(found.confidence).toBeLessThan(0.02);
  });

  it('finds by its features what goes further than patches are looked for', async () => {
    const from = async (left: number, top: number): Promise<RgbImage> => {
      const wide = sharp('examples/mountains.jpg').resize(660, 272, { fit: 'cover' });
      const part = wide.extract({ left, top, width: 480, height: 260 });
      return { widthPx: 480, heightPx: 260, rgb: await part.removeAlpha().raw().toBuffer() };
    };
    const { way, layers } = await findPassage(await from(0, 0), await from(156, 10));
    expect(way).toBe('layers');
    const misses = layers.map((layer) => {
      const at = project(layer.at(1), 0.3, 0);
      return Math.hypot(at.x + 0.3, at.y + 10 / 260);
    });
    expect(Math.min(...misses)).toBeLessThan(0.003);
  });

  it('holds a photograph and itself', async () => {
    const still = await stillOf('seedling', 480, 272);
    expect((await findPassage(still, still)).way).toBe('hold');
  });

  it('looks at a large still in half a million pixels', async () => {
    const still = await stillOf('seedling', 1920, 1080);
    const { inFirst } = (await findPassage(still, still)).layers[0]!;
    expect([inFirst.columns, inFirst.rows]).toEqual([960, 540]);
  });

  it.each([
    [639, 359],
    [33, 21],
    [5, 3],
  ])('has an answer for stills of %i×%i', async (widthPx, heightPx) => {
    const [first, last] = [
      await stillOf('bottle-front', widthPx, heightPx),
      await stillOf('seedling', widthPx, heightPx),
    ];
    expect((await findPassage(first, last)).layers.length).toBeGreaterThan(0);
  });
});
