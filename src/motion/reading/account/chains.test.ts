import { describe, expect, it } from 'vitest';
import { readDirections } from '../../read-directions.js';

const OPTIONS = { seed: 1, durationSec: 5, hasLast: false };

/** What is left out of a prompt, in its words. */
function leftOut(prompt: string): readonly string[] {
  const { adjustments } = readDirections(prompt, OPTIONS);
  return adjustments.filter(({ code }) => code === 'action_left_out').map(({ asked }) => asked);
}

describe('what goes on after a deed', () => {
  it.each([
    ['grandpa smiles, looks at grandma', ['grandpa smiles', 'looks at grandma']],
    ['the curator walks in and points to the fresco', ['The curator walks in', 'points to the fresco']],
    ['she laughs, then shows the ring', ['she laughs', 'shows the ring']],
    ['the dog barks, fribbles and jumps', ['the dog barks', 'fribbles and jumps']],
    ['grandpa laughs while reading the paper', ['grandpa laughs', 'reading the paper']],
    ['the boy nods and accepts the prize', ['the boy nods and accepts the prize']],
  ])('is a deed as well, whatever else its verb says: "%s"', (prompt, asked) => {
    expect(leftOut(`pan left, ${prompt}`).map((one) => one.toLowerCase())).toEqual(
      asked.map((one) => one.toLowerCase()),
    );
  });

  it.each([
    ['the dog barks, flowers on the table', ['the dog barks']],
    ['she smiles, glasses on the shelf', ['she smiles']],
    ['she smiles and wears a red dress', ['she smiles']],
    ['she smiles, support beams overhead', ['she smiles']],
  ])('is none where it names things or says how somebody is: "%s"', (prompt, asked) => {
    expect(leftOut(`pan left, ${prompt}`)).toEqual(asked);
  });
});

describe('somebody', () => {
  it.each([
    'people watch television',
    'workers clean the windows',
    'the old man boxes the gifts',
    'she gives him the ring',
    'Maria and Tom open the box',
    'a candle is lit',
    'the man is building a wall',
    'the hands of the clock turn',
    'screen content scrolls',
  ])('does what a common verb says: "%s"', (deed) => {
    expect(leftOut(`pan left, ${deed}`)).toEqual([deed]);
  });

  it.each([
    'women blazers on a rail',
    'a woman wearing a coat, holding a cup',
    'the shot shows a vase',
    'security checks at the gate',
    'a candle is lit on the table',
    'marketing, styling, premium quality',
    'a man who holds a guitar',
  ])('who only is there asks for nothing: "%s"', (prompt) => {
    expect(leftOut(prompt)).toEqual([]);
  });

  it('who goes where the camera looks is named beside its move', () => {
    expect(leftOut('pan with the sun crossing the sky')).toEqual(['the sun crossing the sky']);
    expect(leftOut('push in on a dog that chases its tail')).toEqual(['that chases its tail']);
  });
});
