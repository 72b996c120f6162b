import { afterAll, describe, expect, it } from 'vitest';
import { example } from '../../test/made-images.js';
import { createMediaPool } from '../media/pool.js';
import { boxAround, findSubject, type SubjectBox } from './find-subject.js';
import { frameStill } from './frame-still.js';
import { inspectStill } from './inspect-still.js';

const pool = createMediaPool({ size: 1 });
afterAll(() => pool.close());

const holds = ({ x, y, width, height }: SubjectBox, atX: number, atY: number): boolean =>
  atX >= x && atX <= x + width && atY >= y && atY <= y + height;

async function subjectOf(name: string, focus?: { readonly x: number; readonly y: number }): Promise<SubjectBox> {
  const still = await inspectStill(pool, example(name));
  const plan = await frameStill(pool, still, { raster: { widthPx: 720, heightPx: 1280 }, ...(focus && { focus }) });
  return findSubject(pool, still, plan, focus === undefined ? {} : { focus });
}

describe('a subject', () => {
  it('is what draws the eye, where the crop has put it', async () => {
    // The label, in a tall frame cut from the middle of the wide still.
    expect(holds(await subjectOf('bottle-front.jpg'), 0.5, 0.55)).toBe(true);
    // The dandelion in front stands at the left of the still; the tall frame is cut around it.
    expect(holds(await subjectOf('seedling.jpg'), 0.45, 0.4)).toBe(true);
  });

  it('lies around the focus where there is one', async () => {
    const { x, y, width, height } = await subjectOf('bottle-front.jpg', { x: 0.5, y: 0.6 });
    expect([x + width / 2, y + height / 2]).toEqual([expect.closeTo(0.5, 2), expect.closeTo(0.6, 2)]);
  });

  it('lies in the frame, whatever the point', () => {
    for (const x of [0, 0.1, 0.5, 0.97, 1]) {
      const box = boxAround({ x, y: 1 - x });
      expect(holds(box, x, 1 - x)).toBe(true);
      expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
      expect(Math.max(box.x + box.width, box.y + box.height)).toBeLessThanOrEqual(1);
    }
  });
});
