import { nouns, words } from './word-list.js';

/** Words of time. What they mean together is in times.ts. */
export const TIME_WORDS = {
  /** More than once. */
  repeat: words(`
      twice, thrice, repeat, repeatedly, over and over, again and again, several times, a few times, many times, multiple times,
      a couple of times`),
  second: words('second, seconds, sec, secs, s'),
  frameUnit: words('frames'),
  percent: words('%, percent, per cent, pct'),
  degree: words('°, degree, degrees, deg, degs, º'),
  times: words('x, ×, times'),
  half: words('half, halves'),
  third: words('third, thirds'),
  quarter: words('quarter, quarters'),
  moment: words(`
      moment, moments, beat, beats, instant, while, part, bit, stretch, portion, section, frames, seconds`),
  ordinalFirst: words('first, opening, initial, beginning, starting'),
  ordinalLast: words('last, final, closing, ending, end, remaining, rest of the'),
  middle: words(`
      halfway, midway, half way, mid way, midpoint, mid point, the middle, halfway through, midway through, halfway in,
      half way through, mid clip, mid shot`),
  clip: nouns(`
      clip, video, shot, duration, sequence, footage, movie, film, animation, take, time, whole thing`),
  whole: words(`
      throughout, the whole time, the entire time, all the way through, from start to finish, from beginning to end,
      from start to end, from first to last frame, the entire duration, the whole clip, the entire clip, the whole
      video, the entire video, the whole shot, the entire shot, for the whole clip, over the whole clip, over the entire
      clip, throughout the clip, throughout the shot, throughout the video, the whole duration, for the duration, the
      entire length, all along, the whole way, the whole way through, over the full clip, the full clip, the full
      duration, the entire sequence, the whole sequence, nonstop, non stop, end to end, the whole film, all the time`),
  atStart: words(`
      at first, initially, at the start, at the beginning, in the beginning, first of all, to begin with, to start with,
      to start, first off, firstly, from the start, at the very beginning, at the very start, first up, right away, at
      the outset, in the opening`),
  atEnd: words(`
      at the end, at the very end, in the end, by the end, toward the end, towards the end, near the end, until the end,
      to the end, at the close, to finish, to end, at the finish, toward the very end, by the very end, till the end,
      before the end, just before the end, in closing, right at the end, at the tail end, at the last moment, in final,
      in the finale, at the finale, at last, in the final moment, in the final moments, in the last moments, in the last
      moment, in the final beat, on the last beat, at the last frame, by the last frame, for the ending, for the finish`),
} as const;

/** Numbers as they are spoken. */
export const NUMBER_WORDS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  'forty-five': 45,
  fifty: 50,
  sixty: 60,
  ninety: 90,
  hundred: 100,
  couple: 2,
  few: 3,
  half: 0.5,
};

/** Turns as they are spoken, in degrees. */
export const TURN_WORDS: readonly (readonly [string, number])[] = [
  ['three quarter turn', 270],
  ['quarter turn', 90],
  ['quarter rotation', 90],
  ['quarter of a turn', 90],
  ['eighth of a turn', 45],
  ['eighth turn', 45],
  ['third of a turn', 120],
  ['third of the way', 120],
  ['quarter of the way', 90],
  ['halfway round', 180],
  ['halfway around', 180],
  ['half turn', 180],
  ['half rotation', 180],
  ['half a turn', 180],
  ['half a rotation', 180],
  ['half spin', 180],
  ['full turn', 360],
  ['full rotation', 360],
  ['full spin', 360],
  ['full revolution', 360],
  ['complete turn', 360],
  ['complete rotation', 360],
];
