import { describe, expect, it } from 'vitest';
import { readWords } from '../text/words.js';
import { sidesOf } from './sides.js';

describe('words point', () => {
  it.each([
    ['pan left', { x: 'left' }],
    ['from left to right', { x: 'right' }],
    ['right-to-left', { x: 'left' }],
    ['from the left', { x: 'right' }],
    ['across to the right', { x: 'right' }],
    ['up and to the left', { x: 'left', y: 'up' }],
    ['from top left to bottom right', { x: 'right', y: 'down' }],
    ['from the base to the cap', { y: 'up' }],
    ['bottom to top', { y: 'up' }],
    ['down from the clouds to the rooftops', { y: 'down' }],
    ['from the clouds to the rooftops', { y: 'down' }],
    ['from the floor up to the chandelier', { y: 'up' }],
    ['anti-clockwise', { turn: 'counterclockwise' }],
  ] as const)('"%s"', (prompt, sides) => {
    expect(sidesOf(readWords(prompt))).toEqual(sides);
  });

  it.each([
    'a bottle on the left',
    'the left shelf',
    'slightly left of centre',
    'in her right hand',
    'the sky at night',
  ])('nowhere, where they name a place: "%s"', (prompt) => {
    expect(sidesOf(readWords(prompt))).toEqual({});
  });
});
