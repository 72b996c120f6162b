import { describe, expect, it } from 'vitest';
import { IDENTITY } from '../../homography.js';
import { type GuessedCandidate, chooseHypotheses } from './choose-hypotheses.js';
import { OUTSIDE, UNLIKENESS_MAX } from './unlikeness.js';

const CELLS = 1000;

/** Which of the candidates are chosen, by their places in the list, in order. */
function chosenOf(...candidates: readonly GuessedCandidate[]): readonly number[] {
  return chooseHypotheses(candidates).map((candidate) => candidates.indexOf(candidate));
}

/** A candidate that explains cells from one up to another in both stills, and none else. */
function explaining(from: number, to: number, good = 0, bad = UNLIKENESS_MAX): GuessedCandidate {
  const side = Float32Array.from({ length: CELLS }, (_, at) => (at >= from && at < to ? good : bad));
  return { kind: 'plane', homography: IDENTITY, at: () => IDENTITY, unlikeness: { first: side, last: side.slice() } };
}

describe('chooseHypotheses', () => {
  it('takes the one that explains most first, then the one that explains most of the rest', () => {
    expect(chosenOf(explaining(0, 250), explaining(100, 800), explaining(750, 1000))).toEqual([1, 2, 0]);
  });

  it('leaves out what explains only what others do', () => {
    expect(chosenOf(explaining(100, 700), explaining(0, 800))).toEqual([1]);
  });

  it('gives nothing to a hypothesis that takes everything out of the picture', () => {
    expect(chosenOf(explaining(0, CELLS, OUTSIDE))).toEqual([]);
    expect(chosenOf(explaining(0, CELLS, OUTSIDE), explaining(0, 500))).toEqual([1]);
  });

  it('does not take a second one that is only slightly better everywhere', () => {
    const most = explaining(0, CELLS - 100, 1);
    expect(chosenOf(most, explaining(0, CELLS - 400, 0.1))).toEqual([0]);
    expect(chosenOf(explaining(0, CELLS, 1.9), explaining(0, CELLS - 600, 0))).toEqual([0, 1]);
  });

  it('takes one that explains half of a hundredth of the picture, and none that explains a thousandth', () => {
    expect(chosenOf(explaining(0, 950), explaining(950, 955), explaining(960, 961))).toEqual([0, 1]);
  });

  it('counts what is seen in the last still only', () => {
    const one = explaining(0, 600);
    const bare = { ...one, unlikeness: { ...one.unlikeness, first: explaining(0, 0).unlikeness.first } };
    expect(chosenOf(bare)).toEqual([0]);
    const more = explaining(600, 800);
    expect(chosenOf(one, { ...more, unlikeness: { ...more.unlikeness, first: one.unlikeness.first } })).toEqual([0, 1]);
  });

  it('takes no more than sixteen', () => {
    const many = Array.from({ length: 20 }, (_, index) => explaining(50 * index, 50 * index + 50));
    expect(chosenOf(...many)).toHaveLength(16);
  });

  it('takes none of none', () => {
    expect(chosenOf()).toEqual([]);
  });

  it('leaves what it was given as it was', () => {
    const [large, rest] = [explaining(0, 800), explaining(750, 1000)];
    const before = large.unlikeness.first.slice();
    chooseHypotheses([large, rest]);
    expect(large.unlikeness.first.every((value, at) => value === before[at])).toBe(true);
  });

  it('wants more of a patch than of a plane', () => {
    const ground = explaining(0, 0.9 * CELLS);
    const rest = explaining(0.998 * CELLS, CELLS);
    expect(chosenOf(ground, rest)).toEqual([0, 1]);
    expect(chosenOf(ground, { ...rest, kind: 'patch' })).toEqual([0]);
  });
});
