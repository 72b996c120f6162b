import { describe, expect, it } from 'vitest';
import { type DirectionsRead, readDirections } from './read-directions.js';

function read(prompt: string, hasLast = false): DirectionsRead {
  return readDirections(prompt, { seed: 7, durationSec: 5, hasLast });
}

describe('any string', () => {
  const ALPHABET = [
    ...[
      'push',
      'in',
      'pan',
      'left',
      'then',
      'and',
      'while',
      'the',
      'light',
      'warms',
      'no',
      'for',
      '2',
      'seconds',
      '30°',
    ],
    ...[
      ',',
      '.',
      '\n',
      ':',
      '-',
      ' ',
      '—',
      '(',
      '"',
      '🎥',
      '镜头',
      '\u0000',
      '\ud800',
      'é',
      "'",
      '½',
      '%',
      '0:02',
      '→',
    ],
  ];

  /** Words and rubbish, the same for the same number. */
  function scramble(number: number, length: number): string {
    let state = number + 1;
    let text = '';
    while (text.length < length) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      text += `${ALPHABET[state % ALPHABET.length] ?? ''}${state % 3 === 0 ? '' : ' '}`;
    }
    return text;
  }

  it('lies in its phrases to the last letter, and phrases do not overlap', () => {
    for (let number = 0; number < 400; number++) {
      const prompt = scramble(number, 5 + (number % 120));
      const { phrases } = read(prompt, number % 2 === 0);
      let end = 0;
      for (const phrase of phrases) {
        expect(phrase.start, prompt).toBeGreaterThanOrEqual(end);
        expect(phrase.text).toBe(prompt.slice(phrase.start, phrase.end));
        expect(prompt.slice(end, phrase.start).replace(/[\s\p{P}]/gu, ''), prompt).toBe('');
        end = phrase.end;
      }
      expect(prompt.slice(end).replace(/[\s\p{P}]/gu, ''), prompt).toBe('');
    }
  });

  it('gives the same directions again, with times inside the clip', () => {
    for (let number = 0; number < 200; number++) {
      const prompt = scramble(number, 200);
      const { directions } = read(prompt);
      expect(read(prompt).directions).toEqual(directions);
      for (const { from, to } of [...directions.camera, ...directions.actions, directions.passage]) {
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(1);
      }
    }
  });

  it.each([
    ['commas', ','.repeat(6000)],
    ['one word', 'a'.repeat(6000)],
    ['words', 'push in and '.repeat(500)],
    ['then', 'then '.repeat(1200)],
    ['numbers', '1:1:1 '.repeat(1000)],
    ['one clause', 'a slow gentle left right '.repeat(240)],
    ['slowly', 'slowly '.repeat(850)],
    ['sentences', 'The light warms. '.repeat(350)],
    ['emoji', '🎥'.repeat(3000)],
    ['lone surrogates', '\ud83d'.repeat(6000)],
    ['control characters', '\u0001'.repeat(6000)],
  ])('of 6,000 characters is read in no time: %s', (_, prompt) => {
    const startedAt = performance.now();
    read(prompt);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
