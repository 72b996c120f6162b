import { describe, expect, it } from 'vitest';
import { tokenise } from './tokens.js';

const texts = (prompt: string): string[] => tokenise(prompt).map(({ text }) => text);
const gaps = (prompt: string): string[] => tokenise(prompt).map(({ gap }) => gap);

describe('tokens', () => {
  it.each([
    ['Push-in, 2s', ['Push', 'in', '2', 's']],
    ['0:02–0:05', ['0:02', '0:05']],
    ['30° at 1.5x', ['30', '°', 'at', '1.5', 'x']],
    ["don't, camera’s", ["don't", 'camera’s']],
    ['镜头 🎥', ['镜头', '🎥']],
    ['a → b', ['a', '→', 'b']],
    ['café', ['café']],
    ['', []],
  ] as const)('of "%s" are its words, numbers and marks', (prompt, expected) => {
    expect(texts(prompt)).toEqual(expected);
  });

  it('know what stands before them', () => {
    expect(gaps('a b, c. d\ne: f (g) - h 2-3 s')).toEqual([
      ...['none', 'space', 'comma', 'stop', 'line', 'colon', 'bracket', 'bracket', 'space', 'hyphen', 'space'],
    ]);
  });

  it('hold all that is neither space nor punctuation', () => {
    const prompt = 'x\u0000y\ud800 ½ + “z” \u200d§';
    const held = tokenise(prompt).reduce(
      (rest, { start, end }) => rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end),
      prompt,
    );
    expect(held.replace(/[\s\p{P}]/gu, '')).toBe('');
  });
});
