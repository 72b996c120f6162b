import { type Homography, IDENTITY, project } from '../homography.js';
import { createLayerPath } from './layer-path.js';
import { type Candidate, chooseHypotheses, type GuessedCandidate } from './layers/choose-hypotheses.js';
import { fillHidden, type CheckedLabels } from './layers/fill-hidden.js';
import { findHypotheses, findPatches, type Hypothesis } from './layers/find-homographies.js';
import { labelCells } from './layers/label-cells.js';
import { layerDrift } from './layers/layer-drift.js';
import { matchPatches } from './layers/match-patches.js';
import { refineHypothesis } from './layers/refine-homography.js';
import { unlikenessOf } from './layers/unlikeness.js';
import { aspectOf, type Grid, halve, type LumaPlane, slopesOf } from './luma-plane.js';
import type { Match } from './match.js';
import { findRigidScene, type RigidScene } from './rigid-scene.js';
import { layersOfScene } from './scene/scene-layers.js';
import type { Cover, PassageLayer, PassageModel } from './passage-model.js';

/** The most cells of the planes that a pair is analysed on, about 960×540: larger ones tell little more and take longer. */
export const ANALYSIS_CELLS = 960 * 540;

/** Two stills of the same size, prepared by one fit. */
export interface StillPair {
  readonly first: LumaPlane;
  readonly last: LumaPlane;
}

/**
 * With less of the picture found again than this it is torn rather than moved. Unrelated photographs have 0.00, pairs of other crops under 0.3,
 * the bottle of the examples 0.47 and more; a scene of many depths hides more from itself.
 */
const CONFIDENCE_MIN = { apart: 0.3, scene: 0.2 };
/** How much further a cell is, in filling, from things that move than from the ground they move over. */
const BEYOND_GROUND = 2.5;
/** A hypothesis that moves nothing by more than this (frame heights) stands still. */
const STILL = 0.4 / 540;
/** Cells that no hypothesis explains better than this are looked for patch by patch. */
const UNEXPLAINED = 2.5;
/** A slope from which on a cell has something to be found again. */
const TEXTURE = 2.5;
/** A cell that is less unlike than this is the same thing. */
const ALIKE = 4;
/** Layers that cover less of the picture than this are dropped. */
const COVER_MIN = 0.0004;

/**
 * Finds how one still becomes the other: which parts go together, where each goes, what is hidden when. `matches` are features found in
 * both, by whatever means; wrong ones among them do no harm. The same input gives the same answer. About a second.
 */
export function analysePair({ first, last }: StillPair, matches: readonly Match[]): PassageModel {
  const [near, nearLast] = [halve(first), halve(last)];
  const pair = { first: near, last: nearLast };
  // In a scene that stands still all go by one motion, each as its depth says; else each layer has a motion of its own.
  const scene = findRigidScene(pair, matches);
  const { confidence, layers } =
    scene === undefined
      ? layersOf(pair, chooseHypotheses(candidatesOf({ first, last }, pair, matches)))
      : { confidence: depthsFound(pair, scene.depths), layers: layersOfScene(pair, scene) };
  if (confidence < CONFIDENCE_MIN[scene === undefined ? 'apart' : 'scene']) {
    return { way: 'dissolve', confidence, layers: [wholeLayer(first)] };
  }
  return { way: 'layers', confidence, layers };
}

/** What the picture is made of if it is made of these, and how sure that is. */
function layersOf(pair: StillPair, chosen: readonly Candidate[]): Pick<PassageModel, 'confidence' | 'layers'> {
  if (chosen.length === 0) return { confidence: 0, layers: [] };
  const costs = {
    first: chosen.map(({ unlikeness }) => unlikeness.first),
    last: chosen.map(({ unlikeness }) => unlikeness.last),
  };
  const seen = { first: labelCells(pair.first, costs.first), last: labelCells(pair.last, costs.last) };
  const labels = fillHidden(seen, pair, chosen, BEYOND_GROUND);
  const layers = chosen.flatMap((candidate, label) => {
    const layer = layerOf(candidate, label, labels, pair);
    return layer === undefined ? [] : [layer];
  });
  return { confidence: confidenceOf(pair, labels, chosen), layers };
}

/** Standing still, what the matches say, and what patches say about what those leave open. */
function candidatesOf(full: StillPair, near: StillPair, matches: readonly Match[]): readonly GuessedCandidate[] {
  const held = ({ kind, homography, matches: own }: Hypothesis): GuessedCandidate => ({
    ...{ kind, homography },
    at: own.length === 0 ? () => IDENTITY : createLayerPath(homography, own, aspectOf(near.first)),
    unlikeness: unlikenessOf(homography, near.first, near.last),
  });
  const refined = (hypotheses: readonly Hypothesis[]): readonly GuessedCandidate[] =>
    hypotheses
      .map((hypothesis) => refineHypothesis(hypothesis, full.first, full.last))
      .filter((hypothesis) => !standsStill(hypothesis, aspectOf(full.first)))
      .map(held);
  const still = held({ kind: 'plane', homography: IDENTITY, matches: [] });
  const found = [still, ...refined(findHypotheses(matches))];
  const open = openCells(near.first, found);
  const patches = matchPatches(halve(near.first), halve(near.last), open);
  return [...found, ...refined(findPatches(patches, 5 / 540))];
}

/** Cells of the plane at half the size that nothing explains so far. */
function openCells({ columns, rows }: LumaPlane, candidates: readonly Candidate[]): Uint8Array {
  const open = new Uint8Array((columns >> 1) * (rows >> 1));
  for (let row = 0, at = 0; row < rows >> 1; row++) {
    for (let column = 0; column < columns >> 1; column++, at++) {
      const from = 2 * row * columns + 2 * column;
      open[at] = candidates.every(({ unlikeness }) => (unlikeness.first[from] ?? 0) > UNEXPLAINED) ? 1 : 0;
    }
  }
  return open;
}

function layerOf(
  candidate: Candidate,
  label: number,
  labels: CheckedLabels,
  near: StillPair,
): PassageLayer | undefined {
  const inFirst = coverOf(labels.first, label, near.first);
  const inLast = coverOf(labels.last, label, near.last);
  const cells = inFirst.values.length;
  if (shareOf(inFirst) + shareOf(inLast) < COVER_MIN * cells) return undefined;
  const at = (moment: number): Homography => candidate.at(moment);
  return { at, inFirst, inLast, drift: layerDrift({ at, inFirst, inLast }, near) };
}

function coverOf(labels: Uint8Array, label: number, { columns, rows }: LumaPlane): Cover {
  return { columns, rows, values: labels.map((found) => (found === label ? 255 : 0)) };
}

function shareOf({ values }: Cover): number {
  let share = 0;
  for (const value of values) if (value > 0) share++;
  return share;
}

/** The passage between two stills that show the same (`isSamePicture`): there is no way to go. */
export function holdPassage(grid: Grid): PassageModel {
  return { way: 'hold', confidence: 1, layers: [wholeLayer(grid)] };
}

function wholeLayer({ columns, rows }: Grid): PassageLayer {
  const all: Cover = { columns, rows, values: new Uint8Array(columns * rows).fill(255) };
  return { at: () => IDENTITY, inFirst: all, inLast: all, drift: undefined };
}

/** The share of what has texture that is found again in the other still, of both stills. */
function confidenceOf(pair: StillPair, labels: CheckedLabels, chosen: readonly Candidate[]): number {
  const isFound = (side: 'first' | 'last', sure: Uint8Array): ((at: number) => boolean) => {
    return (at) => sure[at] === 1 && (chosen[labels[side][at] ?? 0]?.unlikeness[side][at] ?? Infinity) < ALIKE;
  };
  return foundShare(pair, isFound('first', labels.sureFirst), isFound('last', labels.sureLast));
}

/** The same where each cell has a depth. */
function depthsFound(pair: StillPair, { first, last }: RigidScene['depths']): number {
  return foundShare(
    pair,
    (at) => first.sure[at] === 1,
    (at) => last.sure[at] === 1,
  );
}

function foundShare(
  { first, last }: StillPair,
  isFoundInFirst: (at: number) => boolean,
  isFoundInLast: (at: number) => boolean,
): number {
  let textured = 0;
  let found = 0;
  const count = (plane: LumaPlane, isFound: (at: number) => boolean): void => {
    const { x, y } = slopesOf(plane);
    for (let at = 0; at < x.length; at++) {
      if (Math.abs(x[at] ?? 0) + Math.abs(y[at] ?? 0) < TEXTURE) continue;
      textured++;
      if (isFound(at)) found++;
    }
  };
  count(first, isFoundInFirst);
  count(last, isFoundInLast);
  return textured === 0 ? 0 : found / textured;
}

function standsStill({ homography }: Hypothesis, aspectRatio: number): boolean {
  return [-0.5, 0.5].every((y) =>
    [-0.5, 0.5].every((x) => {
      const to = project(homography, x * aspectRatio, y);
      return Math.hypot(to.x - x * aspectRatio, to.y - y) < STILL;
    }),
  );
}
