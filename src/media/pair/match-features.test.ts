import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type FeatureMatch, type FeaturePicture, matchFeatures } from './match-features.js';

const SIZE = { widthPx: 480, heightPx: 270 };
const STILL = 'examples/seedling.jpg';

/** A part of a photograph, in grey, from so many pixels off its corner. */
async function pictureFrom(leftPx: number, topPx: number, still = STILL): Promise<FeaturePicture> {
  const luma = await sharp(still)
    .resize(520, 300, { fit: 'cover' })
    .extract({ left: leftPx, top: topPx, width: SIZE.widthPx, height: SIZE.heightPx })
    .greyscale()
    .raw()
    .toBuffer();
  return { ...SIZE, luma, even: luma };
}

function filled(value: number): Uint8Array {
  return new Uint8Array(SIZE.widthPx * SIZE.heightPx).fill(value);
}

/** The share of the matches that go by so many pixels, to one. */
function shareGoing(matches: readonly FeatureMatch[], right: number, down: number): number {
  const going = matches.filter(({ fromX, fromY, toX, toY }) => Math.hypot(toX - fromX - right, toY - fromY - down) < 1);
  return going.length / matches.length;
}

describe('matchFeatures', () => {
  it('finds what a picture and itself share when it has gone 12 pixels right and 5 down', async () => {
    const matches = await matchFeatures(await pictureFrom(20, 12), await pictureFrom(8, 7));
    expect(matches.length).toBeGreaterThan(300);
    expect(shareGoing(matches, 12, 5)).toBeGreaterThan(0.6);
  });

  it('places features in pixels of the whole picture, all over it', async () => {
    const picture = await pictureFrom(20, 12, 'examples/mountains.jpg');
    const matches = await matchFeatures({ ...picture, luma: filled(90) }, { ...picture, luma: filled(90) });
    expect(shareGoing(matches, 0, 0)).toBeGreaterThan(0.98);
    const columns = new Set(matches.map(({ fromX }) => Math.floor((5 * fromX) / SIZE.widthPx)));
    expect(columns.size).toBe(5);
    expect(matches.every(({ fromX, fromY }) => fromX >= 19 && fromX <= 461 && fromY >= 19 && fromY <= 251)).toBe(true);
  });

  it('takes no more features than it asks for where thousands are alike', async () => {
    const dots = filled(60);
    for (let at = 0; at < dots.length; at++) if ((at % 480) % 4 < 2 && Math.floor(at / 480) % 4 < 2) dots[at] = 200;
    const matches = await matchFeatures({ ...SIZE, luma: dots, even: dots }, { ...SIZE, luma: dots, even: dots });
    expect(matches.length).toBeLessThanOrEqual(3000 + 15 * 180);
  });

  it('finds the corners of a square at its corners', async () => {
    const luma = filled(60);
    for (let y = 100; y < 170; y++) luma.fill(200, y * 480 + 200, y * 480 + 290);
    const square = { ...SIZE, luma, even: filled(128) };
    const matches = await matchFeatures(square, square);
    expect(matches.length).toBeGreaterThan(0);
    for (const { fromX, fromY } of matches) {
      expect(Math.min(Math.abs(fromX - 199.5), Math.abs(fromX - 289.5))).toBeLessThan(8);
      expect(Math.min(Math.abs(fromY - 99.5), Math.abs(fromY - 169.5))).toBeLessThan(8);
    }
  });

  it('finds nothing that goes together in photographs of different things', async () => {
    const matches = await matchFeatures(await pictureFrom(0, 0), await pictureFrom(0, 0, 'examples/portrait.jpg'));
    const shares = matches.map(({ fromX, fromY, toX, toY }) => shareGoing(matches, toX - fromX, toY - fromY));
    expect(Math.max(...shares)).toBeLessThan(0.05);
  });

  it('finds nothing where either picture is empty', async () => {
    const blank = { ...SIZE, luma: filled(120), even: filled(128) };
    const picture = await pictureFrom(0, 0);
    expect(await matchFeatures(blank, blank)).toEqual([]);
    expect(await matchFeatures(blank, picture)).toEqual([]);
    expect(await matchFeatures(picture, blank)).toEqual([]);
  });

  it('finds the same each time', async () => {
    const [first, last] = [await pictureFrom(20, 12), await pictureFrom(8, 7)];
    expect(await matchFeatures(first, last)).toEqual(await matchFeatures(first, last));
  });
});
