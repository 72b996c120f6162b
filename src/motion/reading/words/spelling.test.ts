import { describe, expect, it } from 'vitest';
import { spelled } from './spelling.js';

describe('a misspelt word', () => {
  it.each([
    ['rigth', 'right'],
    ['slwly', 'slowly'],
    ['smoothyl', 'smoothly'],
    ['foward', 'forward'],
    ['zooom', 'zoom'],
    ['camra', 'camera'],
    ['clokwise', 'clockwise'],
    ['zomm', 'zoom'],
    ['slooowly', 'slowly'],
    ['sloooow', 'slow'],
    ['camers', 'camera'],
    ['forword', 'forward'],
    ['smoothely', 'smoothly'],
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
    'cooker',
    'planter',
    'planning',
    'lighter',
    'statue',
    'pulley',
  ])('is not "%s"', (word) => {
    expect(spelled(word)).toBe(word);
  });
});
