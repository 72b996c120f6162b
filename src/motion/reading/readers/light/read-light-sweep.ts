import { amountOf } from '../../grammar/manner.js';
import type { Piece } from '../../said.js';
import { type Sides, sidesOf } from '../../grammar/sides.js';
import { isPreposition, MANNER, subjectBefore } from '../../grammar/subjects.js';
import { has, type Word } from '../../text/words.js';
import type { Context, Reader } from '../reader.js';

const PATH = /^(across|over|along|down|up|past|through|around|round|from)$/;

/** Light on its way: "a soft light sweep travels across", "a glint slides down the edge", "sweeping light". */
export const readLightSweep: Reader = (words, context) => {
  if (!isSweep(words, context)) return undefined;
  const sides = { ...wayOf(words), ...sidesOf(words) };
  const wish = { kind: 'light_sweep', sides, amount: amountOf(words) } as const;
  return { from: 0, to: words.length, reads: 'action', meaning: '', wishes: [wish] } satisfies Piece;
};

function isSweep(words: readonly Word[], context: Context): boolean {
  if (isCaught(words) || isOneGlint(words) || wayOf(words) !== undefined) return true;
  const named = words.findIndex((word) => has(word, 'sweep'));
  // "A warm wash of light spreads over the face".
  const isWash =
    /^wash(es)? of light$/.test(words[named]?.word ?? '') && words.some((word) => has(word, 'warm', 'cool'));
  if (isWash) return false;
  if (named !== -1)
    return !isScenery(words, named) || words.some((word, at) => at > named && has(word, 'sweeping') && word.isVerb);
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) continue;
    if (has(word, 'sweeping') && word.isVerb && word.form !== 'ed' && sweeps(words, at, context)) return true;
    if (has(word, 'shimmer') && shimmers(words, at, context)) return true;
    if (has(word, 'glint') && !isScenery(words, at) && !isOthersStreak(words, at)) {
      // "A glint from left to right over the case".
      if (isFromSide(words.slice(at + 1))) return true;
      // "A glint across the clasp"; "add a subtle sheen".
      if (words[at + 1]?.word === 'across' || words[at + 1]?.word === 'over') return true;
      if (context.isExcepted || words.slice(0, at).some((one) => has(one, 'carrier', 'opening'))) return true;
    }
  }
  return false;
}

/** "A glint climbs the blade", "a highlight trickles down": the verb says which way. */
function wayOf(words: readonly Word[]): Sides | undefined {
  const at = words.findIndex((word) => word.form !== 'ed' && /^(climb|ascend|trickle|descend|drip)$/.test(word.lemma));
  if (at === -1 || !has(subjectBefore(words, at)?.head, 'glint', 'sweep')) return undefined;
  return { y: /^(climb|ascend)$/.test(words[at]?.lemma ?? '') ? 'up' : 'down' };
}

/** "The rim catches a sparkle". */
function isCaught(words: readonly Word[]): boolean {
  const at = words.findIndex((word) => word.lemma === 'catch' && word.form !== 'ed');
  return (
    at !== -1 &&
    words.slice(at + 1).some((word) => has(word, 'glint', 'sweep')) &&
    subjectBefore(words, at)?.kind !== 'living'
  );
}

/** "One slow gleam": a glint that comes once, and nothing said of where it lies. */
function isOneGlint(words: readonly Word[]): boolean {
  const last = words.at(-1);
  const isGlint = has(last, 'glint') && /^(gleam|glint|shimmer|glimmer|sparkle)$/.test(last?.word ?? '');
  return (
    isGlint &&
    /^(a|one|another|single)$/.test(words[0]?.word ?? '') &&
    words.slice(1, -1).every((word) => has(word, ...MANNER, 'carrier', 'light'))
  );
}

/** Whether a verb of travel is light's, or sends light on its way. */
function sweeps(words: readonly Word[], at: number, context: Context): boolean {
  const rest = words.slice(at + 1);
  const isOnWay = rest.some((one) => PATH.test(one.word) || has(one, 'left', 'right', 'along'));
  const subject = subjectBefore(words, at);
  const doer = subject === undefined ? undefined : subject.kind === 'it' ? context.it : subject.kind;
  // "Golden light washes over the hills": it becomes so, and does not pass.
  if (words[at]?.lemma === 'wash' && words.slice(0, at).some((one) => has(one, 'warm', 'cool'))) return false;
  // "From blue to gold", "the lights go down": light that becomes another.
  if (has(words[at], 'become') && isColourAfter(rest)) return false;
  if (has(words[at], 'switching') && /^(up|down|on|off|out)$/.test(rest[0]?.word ?? '') && rest.length === 1)
    return false;
  // "Sparkles drift down": so many are things that fly.
  // "The headlights turn on and it rolls forward": the car does.
  if (subject?.kind === 'it' && has(rest[0], 'inward', 'outward')) return false;
  if (subject?.head.word === 'sparkles' && !rest.some((one) => /^(across|along|over)$/.test(one.word))) return false;
  // "The lights of a police car flash red and blue".
  if (words[at]?.lemma === 'flash' && !isOnWay) return false;
  if (doer === 'light') return isOnWay || has(subject?.head, 'glint') || !has(words[at], 'become');
  // "Light: slow sweep left to right".
  if (subject === undefined && context.topic === 'light' && /^(sweep|pass|swipe|streak)$/.test(words[at]?.lemma ?? ''))
    return isOnWay;
  if (subject === undefined && words[at]?.form !== 'base' && (context.subject === 'light' || context.topic === 'light'))
    return isOnWay;
  if (subject !== undefined) return false;
  const object = rest.findIndex((one) => has(one, 'light', 'glint'));
  if (object === -1) return false;
  // "Moving highlights", "a sweeping light".
  if (words[at]?.form === 'ing' && object <= 1 && !isScenery(words, at)) return true;
  // "Sweep a light across", "run a highlight along the edge".
  return (
    !rest.slice(0, object).some((one) => isPreposition(one)) &&
    rest.slice(object).some((one) => PATH.test(one.word)) &&
    has(rest[0], 'determiner')
  );
}

/** "A comet streaks across the sky", "sparks streak over the ground". */
function isOthersStreak(words: readonly Word[], at: number): boolean {
  const subject = subjectBefore(words, at);
  return has(words[at], 'sweeping') && subject?.kind !== 'light' && subject?.head === words[at - 1];
}

/** "From left to right", "top to bottom": from the one side to the other, and no verb before. */
function isFromSide(rest: readonly Word[]): boolean {
  const to = rest.findIndex(({ word }) => word === 'to');
  const side = (word: Word | undefined): boolean => has(word, 'left', 'right', 'up', 'down', 'above', 'beneath');
  return to > 0 && to <= 3 && rest.slice(0, to).some(side) && rest.slice(to, to + 3).some(side);
}

function isColourAfter(rest: readonly Word[]): boolean {
  const to = rest.findIndex(({ word }) => /^(to|into)$/.test(word));
  return to !== -1 && rest.slice(to).some((one) => has(one, 'warm', 'cool', 'bright', 'dim', 'key'));
}

function shimmers(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  const subject = subjectBefore(words, at);
  if (word === undefined || word.form === 'ed' || words[at + 1]?.isVerb === true) return false;
  if (/light|sun|highlight/.test(word.word)) return true;
  if (subject !== undefined)
    return (
      (word.form !== 'base' || has(words[at - 1], 'auxiliary')) &&
      !has(subject.head, 'living', 'event') &&
      !/^(water|sea|ocean|lake|river|waves|star|stars|eyes)$/.test(subject.head.word)
    );
  return word.form === 's' && context.subject !== undefined && context.subject !== 'camera';
}

/** "In the beam of a lamp", "under a ray of light": where something is. */
function isScenery(words: readonly Word[], at: number): boolean {
  let before = at - 1;
  while (
    before >= 0 &&
    (has(words[before], 'determiner', 'warm', 'cool', 'bright', 'dim', ...MANNER) || words[before]?.senses.size === 0)
  )
    before -= 1;
  // "A shimmer of light sweeps over the glass": the light is what passes.
  if (words[before]?.word === 'of' && has(words[before - 1], 'glint', 'portion')) return isScenery(words, before - 1);
  return /^(in|under|by|against|of|into|beneath|through|behind)$/.test(words[before]?.word ?? '');
}
