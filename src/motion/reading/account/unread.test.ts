import { describe, expect, it } from 'vitest';
import { readDirections } from '../../read-directions.js';

const OPTIONS = { seed: 1, durationSec: 5, hasLast: false };

/** What is left out of a prompt, in its words. */
function leftOut(prompt: string): readonly string[] {
  const { adjustments } = readDirections(prompt, OPTIONS);
  return adjustments.filter(({ code }) => code === 'action_left_out').map(({ asked }) => asked);
}

describe('a word that no table knows', () => {
  it.each([
    ['a gizmo fribbles', 'a gizmo fribbles'],
    ['push in, the gizmo fribbles', 'the gizmo fribbles'],
    ['the gizmo fribbles slowly, pan left', 'the gizmo fribbles slowly'],
    ['pan left, gizmos fribbling', 'gizmos fribbling'],
    ['fribble the gizmo, then push in', 'fribble the gizmo'],
    ['push in, then a gizmo', 'a gizmo'],
    ['she fribbles', 'she fribbles'],
    ['the gizmo fribbles itself', 'the gizmo fribbles itself'],
  ])('and that stands as a deed is named: "%s"', (prompt, asked) => {
    expect(leftOut(prompt)).toEqual([asked]);
  });

  it.each(['a fribbly gizmo', 'two gizmos on a table', "the gizmo's fribbles", 'push in on the marble gizmos'])(
    'and that does not is scenery: "%s"',
    (prompt) => {
      expect(leftOut(prompt)).toEqual([]);
    },
  );
});

describe('a deed that nobody knows', () => {
  it.each([
    'push in, X',
    'X, push in',
    'push in while X',
    'X as the light warms',
    'the light warms and X',
    'Camera: static. Action: X.',
    '0-2s: X. 2-5s: pan left.',
    'hold, then X',
    'no zoom, X',
    'no zoom but X',
    'the label stays sharp, X',
    'the background blurs as X',
    'X, then X, then pan left',
    'Cinematic, 8k, X, masterpiece',
    'slow dolly in (X)',
    'the bottle turns and X',
    'pan left until X',
    'when X, tilt up',
    'revealing the label, X',
    'a cosy room with a burning candle, X',
  ])('is named wherever it stands: "%s"', (frame) => {
    for (const deed of ['a gizmo fribbles', 'the gizmo fribbles slowly', 'a gizmo fribbling', 'she fribbles']) {
      const told = leftOut(frame.replaceAll('X', deed)).filter((asked) => asked.includes(deed.split(' ').at(-1) ?? ''));
      expect(told.length, deed).toBe(frame.split('X').length - 1);
    }
  });
});

describe('a reading', () => {
  it.each([
    ['the light warms the shadows stretch', ['the shadows stretch']],
    ['no zoom the dog barks', ['the dog barks']],
    ['the label stays sharp while the liquid inside churns', ['the liquid inside churns']],
    ['reveal the logo by burning away the paper', ['burning away the paper']],
  ])('answers for its own words, and for no other deed among them: "%s"', (prompt, asked) => {
    expect(leftOut(prompt)).toEqual(asked);
  });

  it.each([
    'A cosy room with a burning candle on the table, golden hour',
    'the wine glasses on the shelf, the mountain peaks behind',
    'A winding road through autumn hills, rolling fields',
    'push in past hanging ivy toward the door',
  ])('of a description is told of nothing: "%s"', (prompt) => {
    expect(leftOut(prompt)).toEqual([]);
  });
});
