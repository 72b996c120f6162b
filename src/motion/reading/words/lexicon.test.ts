import { describe, expect, it } from 'vitest';
import { CAMERA_WORDS } from './camera-words.js';
import { GRAMMAR_WORDS, JOINTS } from './grammar-words.js';
import { inflectVerb } from './inflect.js';
import { longestFrom, lookUp } from './lexicon.js';
import { LIGHT_WORDS } from './light-words.js';
import { MANNER_WORDS } from './manner-words.js';
import { SCENE_WORDS } from './scene-words.js';
import { TIME_WORDS } from './time-words.js';

describe('the lexicon', () => {
  it('has each sense in one table', () => {
    const tables = [GRAMMAR_WORDS, JOINTS, CAMERA_WORDS, LIGHT_WORDS, MANNER_WORDS, SCENE_WORDS, TIME_WORDS];
    const senses = tables.flatMap((table) => Object.keys(table));
    expect(senses).toEqual([...new Set(senses)]);
  });

  it.each([
    ['panning', 'pan', 'ing'],
    ['glides', 'glide', 's'],
    ['dollied', 'dolly', 'ed'],
    ['swung', 'swing', 'ed'],
    ['light sweeps', 'light sweep', 's'],
    ['beams of light', 'beam of light', 's'],
    ['gathering speed', 'gather speed', 'ing'],
  ] as const)('knows "%s" as a form of "%s"', (word, lemma, form) => {
    expect(lookUp(word)).toMatchObject({ lemma, form });
  });

  it('knows how far an expression reaches, and nothing of what it has not', () => {
    expect(longestFrom('depth')).toBeGreaterThanOrEqual(3);
    expect(longestFrom('constructor')).toBe(0);
    expect(lookUp('toString')).toBeUndefined();
  });

  it.each([
    ['glide', ['glide', 'glides', 'gliding', 'glided']],
    ['pan', ['pan', 'pans', 'panning', 'panned']],
    ['carry', ['carry', 'carries', 'carrying', 'carried']],
    ['dolly', ['dolly', 'dollies', 'dollying', 'dollied']],
    ['push', ['push', 'pushes', 'pushing', 'pushed']],
  ])('inflects "%s"', (verb, forms) => {
    expect(inflectVerb(verb).map(([form]) => form)).toEqual(forms);
  });
});
