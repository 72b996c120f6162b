import type { SizePx } from '../../contract/framing.js';
import { lumaOf, reduceLuma } from '../../media/image/luma-of.js';
import type { RgbImage } from '../../media/image/rgb-image.js';
import { type FeaturePicture, matchFeatures } from '../../media/pair/match-features.js';
import { ANALYSIS_CELLS, analysePair, holdPassage } from '../../render/passage/analyse-pair.js';
import { evenContrast, type LumaPlane } from '../../render/passage/luma-plane.js';
import type { Match } from '../../render/passage/match.js';
import type { PassageModel } from '../../render/passage/passage-model.js';
import { isSamePicture } from '../../render/passage/same-picture.js';

/** How far around a pixel its contrast is made even. */
const EVEN_REACH = 9;
/** A pair is analysed at a half and a quarter of its size too. */
const WHOLE = 4;

/** Finds how the first of two stills of one size becomes the last: features first, then what they say. One to two seconds. */
export async function findPassage(first: RgbImage, last: RgbImage): Promise<PassageModel> {
  const size = analysisSize(first);
  if (isSamePicture(first, last)) return holdPassage({ columns: size.widthPx, rows: size.heightPx });
  const [from, to] = await Promise.all([first, last].map((still) => planeOf(still, size)));
  if (from === undefined || to === undefined) throw new RangeError('a passage has two ends');
  const features = await matchFeatures(pictureOf(from), pictureOf(to));
  const inFrame = (x: number, y: number): { readonly x: number; readonly y: number } => ({
    x: (x + 0.5 - size.widthPx / 2) / size.heightPx,
    y: (y + 0.5 - size.heightPx / 2) / size.heightPx,
  });
  const matches: readonly Match[] = features.map(({ fromX, fromY, toX, toY }) => ({
    from: inFrame(fromX, fromY),
    to: inFrame(toX, toY),
  }));
  return analysePair({ first: from, last: to }, matches);
}

function analysisSize({ widthPx, heightPx }: SizePx): SizePx {
  const scale = Math.min(1, Math.sqrt(ANALYSIS_CELLS / (widthPx * heightPx)));
  const whole = (sidePx: number): number => Math.max(WHOLE, Math.round((sidePx * scale) / WHOLE) * WHOLE);
  // Never larger than the still: enlarged, it would have to be shifted.
  return { widthPx: Math.min(widthPx, whole(widthPx)), heightPx: Math.min(heightPx, whole(heightPx)) };
}

async function planeOf(still: RgbImage, size: SizePx): Promise<LumaPlane> {
  const luma = await reduceLuma(lumaOf(still.rgb), still, size);
  return { columns: size.widthPx, rows: size.heightPx, values: Float32Array.from(luma) };
}

function pictureOf(plane: LumaPlane): FeaturePicture {
  const even = evenContrast(plane, EVEN_REACH).values;
  return {
    widthPx: plane.columns,
    heightPx: plane.rows,
    luma: Uint8Array.from(plane.values),
    even: Uint8Array.from(even, (value) => Math.min(255, Math.max(0, 128.5 + value))),
  };
}
