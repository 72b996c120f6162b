import { describe, expect, it } from 'vitest';
import { joinAt, wordsOfTag } from './run-together.js';

describe('words that are written as one', () => {
  it('are told apart where they are a verb of film and its way', () => {
    expect(['zoomin', 'panleft', 'dollyforward'].map(joinAt)).toEqual([4, 3, 5]);
    expect(['pullback', 'pushup', 'zooming', 'panini'].map(joinAt)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['slowzoomin', ['slow', 'zoom', 'in']],
    ['noshake', ['no', 'shake']],
    ['NoCameraShake', ['No', 'Camera', 'Shake']],
    ['softlight', ['soft', 'light']],
    ['cinematic', ['cinematic']],
    ['xyzzyzoom', ['xyzzyzoom']],
    ['a'.repeat(500), ['a'.repeat(500)]],
  ])('are told apart in a hashtag where all are known: #%s', (tag, parts) => {
    expect(wordsOfTag(tag)).toEqual(parts);
  });
});
