import { describe, expect, it } from 'vitest';
import { joinAt, spelled } from './spelling.js';

describe('a misspelt word', () => {
  it.each([
    ['rigth', 'right'],
    ['slwly', 'slowly'],
    ['smoothyl', 'smoothly'],
    ['foward', 'forward'],
    ['zooom', 'zoom'],
    ['camra', 'camera'],
    ['clokwise', 'clockwise'],
  ])('"%s" is "%s"', (word, meant) => {
    expect(spelled(word)).toBe(meant);
  });

  it.each([
    'flower',
    'sides',
    'plated',
    'clam',
    'crate',
    'siding',
    'loser',
    'patent',
    'trial',
    'zoom',
    'tacks',
    'bottle',
  ])('is not "%s"', (word) => {
    expect(spelled(word)).toBe(word);
  });

  it('may be two words', () => {
    expect(['zoomin', 'panleft', 'dollyforward'].map(joinAt)).toEqual([4, 3, 5]);
    expect(['pullback', 'pushup', 'zooming', 'panini'].map(joinAt)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
