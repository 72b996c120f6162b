import type { SizePx } from '../../contract/framing.js';
import { loadOpenCv, type Mat, type OpenCv } from './open-cv.js';

/** A picture to find features in: its luma, and the same with its local contrast made even; 8 bits, no padding. */
export interface FeaturePicture extends SizePx {
  readonly luma: Uint8Array;
  readonly even: Uint8Array;
}

/** A feature seen in both pictures, in pixels; (0, 0) is the middle of the first pixel. */
export interface FeatureMatch {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

/** Features of the whole picture: the strongest, wherever they are. */
const STRONGEST = 3000;
/** And of each tile of the even one: some everywhere, also where contrast is low. */
const TILES = { columns: 5, rows: 3, overlapPx: 24, features: 180 };
/** ORB's patch is 31 px wide. */
const EDGE_PX = 19;
/** The step of brightness that makes a corner. */
const FAST_STEP = { luma: 7, even: 12 };
/** A match is kept when it is this much better than the second best (D. Lowe, 2004, 7.1), and no worse than this many of 256 bits. */
const RATIO = 0.85;
const BITS_MAX = 64;
/** A second best this near to the best is the same corner once more. */
const SAME_PX = 4;

/**
 * Features (ORB) that two pictures of the same size share. Many, and some of them wrong: who uses them must expect that. Empty for
 * pictures without corners. About half a second for 960×540; runs in the media process only.
 */
export async function matchFeatures(first: FeaturePicture, last: FeaturePicture): Promise<readonly FeatureMatch[]> {
  const cv = await loadOpenCv();
  try {
    return matchAll(cv, first, last);
  } catch (thrown) {
    // OpenCV throws the address of its exception, a bare number, of which nothing can be read here.
    if (typeof thrown !== 'number') throw thrown;
    throw new TypeError(`OpenCV refused to match features of ${first.widthPx}×${first.heightPx} pixels (${thrown})`, {
      cause: thrown,
    });
  }
}

function matchAll(cv: OpenCv, first: FeaturePicture, last: FeaturePicture): readonly FeatureMatch[] {
  const whole = { leftPx: 0, topPx: 0, widthPx: first.widthPx, heightPx: first.heightPx };
  const strongest = { areas: [whole], features: STRONGEST, step: FAST_STEP.luma };
  const spread = { areas: tilesOf(first), features: TILES.features, step: FAST_STEP.even };
  return [
    ...matchOnce(cv, findFeatures(cv, first, first.luma, strongest), findFeatures(cv, last, last.luma, strongest)),
    ...matchOnce(cv, findFeatures(cv, first, first.even, spread), findFeatures(cv, last, last.even, spread)),
  ];
}

interface Area extends SizePx {
  readonly leftPx: number;
  readonly topPx: number;
}

interface Features {
  readonly places: readonly { readonly x: number; readonly y: number }[];
  /** 32 bytes a feature. */
  readonly descriptors: Uint8Array;
}

const DESCRIPTOR_BYTES = 32;

function tilesOf({ widthPx, heightPx }: SizePx): readonly Area[] {
  const { columns, rows, overlapPx } = TILES;
  const span = (index: number, count: number, size: number): readonly [number, number] => [
    Math.max(0, Math.floor((index * size) / count) - overlapPx),
    Math.min(size, Math.floor(((index + 1) * size) / count) + overlapPx),
  ];
  return Array.from({ length: columns * rows }, (_, index) => {
    const [left, right] = span(index % columns, columns, widthPx);
    const [top, bottom] = span(Math.floor(index / columns), rows, heightPx);
    return { leftPx: left, topPx: top, widthPx: right - left, heightPx: bottom - top };
  });
}

function findFeatures(
  cv: OpenCv,
  { widthPx, heightPx }: SizePx,
  samples: Uint8Array,
  { areas, features, step }: { readonly areas: readonly Area[]; readonly features: number; readonly step: number },
): Features {
  const picture = new cv.Mat(heightPx, widthPx, cv.CV_8UC1);
  picture.data.set(samples);
  const detector = new cv.ORB(features);
  detector.setFastThreshold(step);
  detector.setEdgeThreshold(EDGE_PX);
  const found = areas.map((area) => {
    const view = picture.roi(new cv.Rect(area.leftPx, area.topPx, area.widthPx, area.heightPx));
    const part = view.clone();
    const [mask, points, descriptors] = [new cv.Mat(), new cv.KeyPointVector(), new cv.Mat()];
    detector.detectAndCompute(part, mask, points, descriptors);
    const places = Array.from({ length: points.size() }, (_, index) => {
      const { pt } = points.get(index);
      return { x: pt.x + area.leftPx, y: pt.y + area.topPx };
    });
    const kept = evenly(places.length, features);
    const bytes = kept.map((index) => descriptors.data.slice(DESCRIPTOR_BYTES * index, DESCRIPTOR_BYTES * (index + 1)));
    for (const made of [view, part, mask, points, descriptors]) made.delete();
    return { places: kept.flatMap((index) => places[index] ?? []), bytes };
  });
  detector.delete();
  picture.delete();
  return {
    places: found.flatMap(({ places }) => places),
    descriptors: joined(found.flatMap(({ bytes }) => bytes)),
  };
}

/** Numbers from 0 up to `count`, at most so many, as far apart as they can be: ORB keeps all corners that are equally strong, be they 15,000. */
function evenly(count: number, most: number): readonly number[] {
  return Array.from({ length: Math.min(count, most) }, (_, index) =>
    Math.floor((index * count) / Math.min(count, most)),
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.length * DESCRIPTOR_BYTES);
  for (const [index, part] of parts.entries()) whole.set(part, index * DESCRIPTOR_BYTES);
  return whole;
}

function matchOnce(cv: OpenCv, first: Features, last: Features): readonly FeatureMatch[] {
  if (first.places.length === 0 || last.places.length < 2) return [];
  const [query, train] = [toMat(cv, first), toMat(cv, last)];
  const matcher = new cv.BFMatcher(cv.NORM_HAMMING, false);
  const pairs = new cv.DMatchVectorVector();
  matcher.knnMatch(query, train, pairs, 2);
  const matches: FeatureMatch[] = [];
  for (let index = 0; index < pairs.size(); index++) {
    const two = pairs.get(index);
    const [best, second] = [two.get(0), two.get(1)];
    two.delete();
    const from = first.places[best.queryIdx];
    const to = last.places[best.trainIdx];
    const other = last.places[second.trainIdx];
    if (from === undefined || to === undefined || other === undefined || best.distance >= BITS_MAX) continue;
    const isSame = Math.hypot(to.x - other.x, to.y - other.y) < SAME_PX;
    if (!isSame && best.distance >= RATIO * second.distance) continue;
    matches.push({ fromX: from.x, fromY: from.y, toX: to.x, toY: to.y });
  }
  for (const made of [query, train, matcher, pairs]) made.delete();
  return matches;
}

function toMat(cv: OpenCv, { places, descriptors }: Features): Mat {
  const mat = new cv.Mat(places.length, DESCRIPTOR_BYTES, cv.CV_8UC1);
  mat.data.set(descriptors);
  return mat;
}
