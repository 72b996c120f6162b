import { describe, expect, it } from 'vitest';
import { readMeasures } from '../text/measures.js';
import { readWords } from '../text/words.js';
import { amountOf, easingOf } from './manner.js';

describe('manner', () => {
  it.each([
    ['the camera comes gently to rest', 'settle'],
    ['gliding to a stop', 'settle'],
    ['stops smoothly', 'settle'],
    ['slows down', 'settle'],
    ['gentle start and gentle stop', 'ease'],
    ['easing in and out', 'ease'],
    ['faster and faster', 'accelerate'],
    ['gathering speed', 'accelerate'],
    ['crash zoom', 'snap'],
    ['suddenly', 'snap'],
    ['at a steady pace', 'linear'],
    ['at constant speed', 'linear'],
    ['slowly', undefined],
    ['golden hour settles in', undefined],
  ] as const)('is how a change spends its time: "%s"', (prompt, easing) => {
    expect(easingOf(readWords(prompt))).toBe(easing);
  });

  it('says how much', () => {
    const factor = (prompt: string): number => amountOf(readWords(prompt)).factor;
    expect(['push in but not too much', "don't zoom too much"].map(factor)).toEqual([0.5, 0.5]);
    const order = ['ever so slightly', 'slightly', 'push in', 'quickly', 'dramatically'].map(factor);
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(new Set(order).size).toBe(order.length);
  });

  it.each([
    ['30°', 'degrees', 30],
    ['twenty-five degrees', 'degrees', 25],
    ['a quarter turn', 'degrees', 90],
    ['360 spin', 'degrees', 360],
    ['half an orbit', 'degrees', 180],
    ['15 %', 'percent', 15],
    ['1.5x', 'times', 1.5],
    ['from 1x to 2x', 'times', 2],
  ] as const)('says how much in figures: "%s"', (prompt, unit, value) => {
    expect(amountOf(readMeasures(prompt, readWords(prompt))).measure).toEqual({ unit, value });
  });
});
