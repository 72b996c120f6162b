import { describe, expect, it } from 'vitest';
import { cutClauses } from './clauses.js';
import { readWords } from './words.js';

/** The clauses of a prompt and how each follows the one before it. */
const cut = (prompt: string): string[] =>
  cutClauses(readWords(prompt)).map(({ words, link }) => `${link}: ${words.map(({ text }) => text).join(' ')}`);

describe('a prompt is cut into clauses', () => {
  it.each([
    ['Push in, the light warms', ['start: Push in', 'list: the light warms']],
    ['Push in. Then hold', ['start: Push in', 'next: hold']],
    ['Push in while the light warms', ['start: Push in', 'together: the light warms']],
    ['Tilt up and pan left', ['start: Tilt up', 'list: pan left']],
    ['Pan once the light dims', ['start: Pan', 'previous: the light dims']],
  ])('where two things are said: "%s"', (prompt, clauses) => {
    expect(cut(prompt)).toEqual(clauses);
  });

  it.each([
    'drift up and to the left',
    'push in to the label and the cap',
    'the light gets warmer and brighter',
    'slow and smooth push in',
    'as slow as possible',
    'warm → cool',
  ])('and not inside one: "%s"', (prompt) => {
    expect(cut(prompt)).toHaveLength(1);
  });

  it('goes from one to the other way where they are opposites', () => {
    expect(cut('zoom in and out')).toEqual(['start: zoom in', 'list: out']);
  });
});
