import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Rect } from '../../contract/framing.js';
import { allowPicturesInMemory, example, jobContext, photo, scratchFolder } from '../../../test/made-images.js';
import { findAttention } from './find-attention.js';

allowPicturesInMemory();
const at = scratchFolder();

async function attend(path: string, widthPx: number, heightPx: number): Promise<Rect> {
  return findAttention({ ratio: { widthPx, heightPx } }, jobContext({ still: path }));
}

/** Whether a crop holds a span of the still, given as parts of its width or height. */
function holds(rect: Rect, along: 'x' | 'y', sizePx: number, from: number, to: number): boolean {
  const [start, length] = along === 'x' ? [rect.leftPx, rect.widthPx] : [rect.topPx, rect.heightPx];
  return start <= from * sizePx && start + length >= to * sizePx;
}

describe('the part of a still that draws the eye', () => {
  it('is the bottle of a product shot', async () => {
    for (const [w, h] of [
      [9, 16],
      [1, 1],
      [3, 4],
    ] as const) {
      expect(holds(await attend(example('bottle-front.jpg'), w, h), 'x', 1920, 0.37, 0.63), `${w}:${h}`).toBe(true);
    }
  });

  it('is the flower in focus, not those behind it', async () => {
    expect(holds(await attend(example('seedling.jpg'), 1, 1), 'x', 5312, 0.15, 0.44)).toBe(true);
  });

  it('is at least one of the dogs, head and all', async () => {
    expect(holds(await attend(example('portrait.jpg'), 16, 9), 'y', 3088, 0.45, 0.58)).toBe(true);
  });

  it('is where the one thing is that differs', async () => {
    const thing = await photo('portrait', 120).extract({ left: 0, top: 0, width: 100, height: 100 }).png().toBuffer();
    for (const left of [0, 350, 700]) {
      await sharp({ create: { width: 800, height: 200, channels: 3, background: '#7799aa' } })
        .composite([{ input: thing, left, top: 50 }])
        .png()
        .toFile(at('thing.png'));
      expect(holds(await attend(at('thing.png'), 1, 1), 'x', 800, left / 800, (left + 100) / 800), `at ${left}`).toBe(
        true,
      );
    }
  });

  it('is the middle where there is nothing to see', async () => {
    await sharp({ create: { width: 800, height: 200, channels: 3, background: '#7799aa' } })
      .png()
      .toFile(at('plain.png'));
    expect(await attend(at('plain.png'), 1, 1)).toEqual({ leftPx: 300, topPx: 0, widthPx: 200, heightPx: 200 });
  });

  it('is found the way up that is shown', async () => {
    const shown = await photo('bottle-front', 640).png().toBuffer();
    writeFileSync(at('shown.png'), shown);
    await sharp(await sharp(shown).rotate(270).png().toBuffer())
      .withMetadata({ orientation: 6 })
      .png()
      .toFile(at('turned.png'));
    const expected = await attend(at('shown.png'), 9, 16);
    const found = await attend(at('turned.png'), 9, 16);
    expect(found).toMatchObject({ widthPx: expected.widthPx, heightPx: expected.heightPx, topPx: expected.topPx });
    expect(Math.abs(found.leftPx - expected.leftPx)).toBeLessThanOrEqual(6);
  });

  it('is inside the still, whatever its shape', async () => {
    for (const [width, height] of [
      [64, 2000],
      [2000, 64],
      [65, 67],
    ] as const) {
      await photo('mountains', 720).resize(width, height, { fit: 'fill' }).png().toFile(at('odd.png'));
      const rect = await attend(at('odd.png'), 4, 3);
      expect(Math.min(rect.leftPx, rect.topPx)).toBeGreaterThanOrEqual(0);
      expect(rect.leftPx + rect.widthPx).toBeLessThanOrEqual(width);
      expect(rect.topPx + rect.heightPx).toBeLessThanOrEqual(height);
    }
  });
});
