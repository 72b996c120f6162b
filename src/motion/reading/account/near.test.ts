import { describe, expect, it } from 'vitest';
import { readDirections } from '../../read-directions.js';

const OPTIONS = { seed: 1, durationSec: 5, hasLast: false };

function leftOut(prompt: string): readonly string[] {
  const { adjustments } = readDirections(prompt, OPTIONS);
  return adjustments.filter(({ code }) => code === 'action_left_out').map(({ asked }) => asked);
}

/** The kinds of action that are made of a prompt. */
function made(prompt: string): readonly string[] {
  return readDirections(prompt, OPTIONS).directions.actions.map(({ action }) => action.kind);
}

describe('a light that does only what is near to what was asked', () => {
  it.each([
    ['day turns to night', 'day turns to night'],
    ['Day turns to night over the square', 'Day turns to night over the square'],
    ['Day turns to night over the skyline', 'Day turns to night over the skyline'],
    ['it slowly becomes night', 'it slowly becomes night'],
    ['string lights turn on', 'string lights turn on'],
    ['the lamp turns on', 'the lamp turns on'],
    ['the sun is setting', 'the sun is setting'],
    ['the room darkens as the sun goes down', 'the sun goes down'],
    ['the sun comes up over the hills', 'the sun comes up over the hills'],
    ['lights in the windows come on one by one', 'lights in the windows come on one by one'],
    ['the streetlights switch on outside', 'the streetlights switch on outside'],
    ['the embers glow brighter', 'the embers glow brighter'],
    ['the fire grows brighter', 'the fire grows brighter'],
    ['the lava glows brighter', 'the lava glows brighter'],
    ['the colours fade', 'the colours fade'],
  ])('is made, and what was asked is named: "%s"', (prompt, asked) => {
    expect(made(prompt)).toContain('light_change');
    expect(leftOut(prompt)).toContain(asked);
  });

  it.each([
    ['day turns to night outside the window', 'day turns to night outside the window'],
    ['the sun sets behind the glass, pan left', 'the sun sets behind the glass'],
    ['the day passes', 'the day passes'],
  ])('is not made where it would be seen elsewhere: "%s"', (prompt, asked) => {
    expect(made(prompt)).toEqual([]);
    expect(leftOut(prompt)).toEqual([asked]);
  });

  it.each([
    'the light dims to night',
    'dusk falls over the village',
    'evening light grows warmer',
    'lighting transitions from day to night',
    'the garden gets darker',
    'the whole picture gets brighter',
    'the lamp gets brighter',
    'the light of the day fades',
    'golden hour settles in',
  ])('is told of nothing where light is what was asked: "%s"', (prompt) => {
    expect(made(prompt)).toEqual(['light_change']);
    expect(leftOut(prompt)).toEqual([]);
  });
});

describe('a focus', () => {
  it.each([
    'people pass by out of focus in the background',
    'In the background people pass by out of focus',
    'cars go by in the background out of focus',
    'the crowd moves blurred behind the bottle',
    'the landscape blurs past the train window',
    'the background rushes by in a blur',
    'a waiter walks through the background in soft focus',
  ])('is not pulled by what moves while it is blurred, and that is named: "%s"', (prompt) => {
    expect(made(prompt)).toEqual([]);
    expect(leftOut(prompt)).toEqual([prompt]);
  });

  it.each([
    ['a dog runs into focus', 'a dog runs into focus'],
    ['he steps out of focus', 'he steps out of focus'],
    ['the focus shifts to the man who turns around', 'the man who turns around'],
    ['focus drops back to the baker kneading dough', 'the baker kneading dough'],
  ])('is pulled beside what somebody does, who is named: "%s"', (prompt, asked) => {
    expect(made(prompt)).toEqual(['focus_pull']);
    expect(leftOut(prompt)).toEqual([asked]);
  });

  it.each([
    'the flowers come into focus',
    'the background melts away into a creamy blur',
    'the background falls gently out of focus',
    'the city behind her dissolves into bokeh',
    'background blur increases',
  ])('answers for its own verbs: "%s"', (prompt) => {
    expect(made(prompt)).toEqual(['focus_pull']);
    expect(leftOut(prompt)).toEqual([]);
  });
});

describe('a sweep of light', () => {
  it.each([
    ['a comet streaks across the sky', []],
    ['sparks streak across the frame', []],
    ['the tear catches the light and rolls down', ['light_sweep']],
    ['the reflection in the puddle ripples', ['light_sweep']],
    ['a reflection of a passing car slides across the window', ['light_sweep']],
    ['bokeh lights dance behind the glass', ['light_sweep']],
    ['light plays over the water as the boat rocks', ['light_sweep']],
  ])('does not answer for a thing on its way: "%s"', (prompt, actions) => {
    expect(made(prompt)).toEqual(actions);
    expect(leftOut(prompt).length).toBe(1);
  });

  it.each([
    'light glint from left to right over the compact',
    'a reflection of light slides over the glass',
    'the bottle catches the light',
    'the silk shimmers',
    'a sheen from top to bottom over the case',
  ])('answers for light that passes: "%s"', (prompt) => {
    expect(made(prompt)).toEqual(['light_sweep']);
    expect(leftOut(prompt)).toEqual([]);
  });
});

describe('a reading of the camera, of a turn or of standing', () => {
  it.each([
    ['pan left with the car driving by', 'the car driving by'],
    ['dolly out from the boat drifting away', 'the boat drifting away'],
    ['zoom in on the flower opening', 'the flower opening'],
    ['push in as the boat rocks', 'the boat rocks'],
    ['zoom in while the curtain waves', 'the curtain waves'],
    ['waves glisten and roll in', 'roll in'],
    ['camera fixed, the engine starts', 'the engine starts'],
    ['the grass turns from green to brown', 'the grass turns from green to brown'],
    ['the leaves turn golden', 'the leaves turn golden'],
    ['the bottle turns and opens', 'opens'],
    ['the woman stays still but her scarf flutters', 'her scarf flutters'],
    ['still water, and the clouds in it drift', 'the clouds in it drift'],
    ['static, blurred traffic streams past behind the statue', 'blurred traffic streams past behind the statue'],
    ['light up the logo', 'light up the logo'],
    ['a shot of a man walks down the street', 'a shot of a man walks down the street'],
    ['a view of waves crashing on the rocks', 'a view of waves crashing on the rocks'],
    ['people in the background, out of focus, walk past', 'walk past'],
    ['the traffic light turns red', 'the traffic light turns red'],
    ['shutters roll up, pan left', 'shutters roll up'],
    ['push in while the train slows to a stop', 'the train slows to a stop'],
    ['pan left as the ball rolls to a halt', 'the ball rolls to a halt'],
    ['zoom in, the wheel comes to rest', 'the wheel comes to rest'],
    ['camera pans right, the car accelerates', 'the car accelerates'],
    ['the bottle turns while particles of dust orbit it', 'particles of dust orbit it'],
    ['push in, the trees outside the window sway', 'the trees outside the window sway'],
    ['candles on the cake flicker, pan left', 'candles on the cake flicker'],
    ['a waiter carries a tray, pan left', 'a waiter carries a tray'],
    ['the shadow creeps from left to right', 'the shadow creeps from left to right'],
    ['the light fades as clouds cover it', 'clouds cover it'],
    ['the lights change colour, static', 'the lights change colour'],
    ['birds take flight, pull out', 'birds take flight'],
    ["a police car's lights flash red and blue", "a police car's lights flash red and blue"],
    ['rack focus to the window where it starts raining', 'the window where it starts raining'],
    ['light the candle', 'light the candle'],
    ['the wheel spins faster and faster', 'the wheel spins faster and faster'],
    ['the dust settles softly', 'the dust settles softly'],
  ])('does not swallow what something else does: "%s"', (prompt, asked) => {
    expect(leftOut(prompt)).toContain(asked);
  });

  it.each([
    'camera glides past a parked car',
    'push in, the movement slows to a stop',
    'the product rotates, the product comes to rest',
    'push in, plants on the window sill, spices in the market stall',
    'dolly in on a boat resting on the sand',
    'push in on the river winding through the valley',
    'the camera drives forward to the table',
    'a shot of the woman pushes in slowly',
    'the camera rocks gently',
    'we drive forward along the road',
    'a soft zoom avant on the croissants',
  ])('is told of nothing where nothing else moves: "%s"', (prompt) => {
    expect(readDirections(prompt, OPTIONS).directions.camera.length).toBe(1);
    expect(leftOut(prompt)).toEqual([]);
  });
});
