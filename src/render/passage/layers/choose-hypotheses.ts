import type { Homography } from '../../homography.js';
import type { Hypothesis } from './find-homographies.js';
import { OUTSIDE, type Unlikeness } from './unlikeness.js';

/** A way in which a part of the picture may go, and how the two stills agree under it. */
export interface Candidate {
  readonly homography: Homography;
  readonly unlikeness: Unlikeness;
  /** The way there: from where a point is in the first still to where it is at a moment, 0 to 1. */
  at(moment: number): Homography;
}

/** A candidate and what it rests on. */
export interface GuessedCandidate extends Candidate, Pick<Hypothesis, 'kind'> {}

/** A hypothesis must be this much better in a cell to count there… */
const MARGIN = 1;
/** What a cell costs that nothing explains: no hypothesis gains by taking it out of the picture. */
const UNEXPLAINED = OUTSIDE + MARGIN;
/** …and this much better in all, as a mean over all cells of both stills: three thousandths of the picture explained anew; of a patch more than twice as much. */
const GAIN_MIN = { plane: 0.012, patch: 0.03 };
const CHOSEN_MAX = 16;

/** Takes the hypothesis that explains most, then the one that explains most of the rest, until none explains enough. */
export function chooseHypotheses(candidates: readonly GuessedCandidate[]): readonly GuessedCandidate[] {
  const cells = candidates[0]?.unlikeness.first.length ?? 0;
  const sofar: Unlikeness = {
    first: new Float32Array(cells).fill(UNEXPLAINED),
    last: new Float32Array(cells).fill(UNEXPLAINED),
  };
  const chosen: GuessedCandidate[] = [];
  const left = new Set(candidates);
  while (chosen.length < CHOSEN_MAX) {
    let best: GuessedCandidate | undefined;
    let most = 0;
    for (const candidate of left) {
      const gain = gainOf(sofar.first, candidate.unlikeness.first) + gainOf(sofar.last, candidate.unlikeness.last);
      if (gain > most && gain > GAIN_MIN[candidate.kind] * cells) [best, most] = [candidate, gain];
    }
    if (best === undefined) break;
    left.delete(best);
    chosen.push(best);
    keepLeast(sofar.first, best.unlikeness.first);
    keepLeast(sofar.last, best.unlikeness.last);
  }
  return chosen;
}

function gainOf(sofar: Float32Array, next: Float32Array): number {
  let gain = 0;
  for (let at = 0; at < sofar.length; at++) {
    const better = (sofar[at] ?? 0) - (next[at] ?? 0) - MARGIN;
    if (better > 0) gain += better;
  }
  return gain;
}

function keepLeast(sofar: Float32Array, next: Float32Array): void {
  for (let at = 0; at < sofar.length; at++) sofar[at] = Math.min(sofar[at] ?? 0, next[at] ?? 0);
}
