import { amountOf } from '../manner.js';
import type { LightWord, Piece, Wish } from '../said.js';
import { sidesOf } from '../sides.js';
import { isPreposition, MANNER, subjectBefore } from '../subjects.js';
import { has, type Word } from '../words.js';
import type { Sense } from '../words/lexicon.js';
import type { Context, Reader } from './reader.js';

const NO_FLICKER = 'The built-in renderer changes light smoothly; it does not flicker or flash.';
const PATH = /^(across|over|along|down|up|past|through|around|round|from)$/;

/** Light on its way: "a soft light sweep travels across", "a glint slides down the edge", "sweeping light". */
export const readLightSweep: Reader = (words, context) => {
  if (!isSweep(words, context)) return undefined;
  return action(words, { kind: 'light_sweep', sides: sidesOf(words), amount: amountOf(words) });
};

/** Light that becomes another: "the light warms", "dims to dusk", "resolves to a clean studio key". */
export const readLightChange: Reader = (words, context) => {
  const flickers = words.findIndex((word, at) => has(word, 'flicker') && subjectBefore(words, at)?.kind === 'light');
  if (flickers !== -1) {
    const wish = { kind: 'other', isSubject: false, reason: NO_FLICKER } as const;
    return { ...action(words, wish), reads: 'not_rendered' };
  }
  const change = changeOf(words, context);
  if (change.length === 0) return undefined;
  const isToBlack =
    change.includes('dimmer') &&
    words.some((word) => /^(black|blackness|darkness|pitch black|black out)$/.test(word.word));
  return action(words, { kind: 'light_change', change, amount: amountOf(words), ...(isToBlack ? { isToBlack } : {}) });
};

function action(words: readonly Word[], wish: Wish): Piece {
  return { from: 0, to: words.length, reads: 'action', meaning: '', wishes: [wish] };
}

function isSweep(words: readonly Word[], context: Context): boolean {
  const named = words.findIndex((word) => has(word, 'sweep'));
  if (named !== -1)
    return !isScenery(words, named) || words.some((word, at) => at > named && has(word, 'sweeping') && word.isVerb);
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) continue;
    if (has(word, 'sweeping') && word.isVerb && word.form !== 'ed' && sweeps(words, at, context)) return true;
    if (has(word, 'shimmer') && shimmers(words, at, context)) return true;
    if (has(word, 'glint') && !isScenery(words, at)) {
      // "A glint across the clasp"; "add a subtle sheen".
      if (words[at + 1]?.word === 'across' || words[at + 1]?.word === 'over') return true;
      if (words.slice(0, at).some((one) => has(one, 'carrier'))) return true;
    }
  }
  return false;
}

/** Whether a verb of travel is light's, or sends light on its way. */
function sweeps(words: readonly Word[], at: number, context: Context): boolean {
  const rest = words.slice(at + 1);
  const isOnWay = rest.some((one) => PATH.test(one.word) || has(one, 'left', 'right', 'along'));
  const subject = subjectBefore(words, at);
  const doer = subject === undefined ? undefined : subject.kind === 'it' ? context.it : subject.kind;
  if (doer === 'light') return isOnWay || has(subject?.head, 'glint') || !has(words[at], 'become');
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

function shimmers(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  const subject = subjectBefore(words, at);
  if (word === undefined || word.form === 'ed') return false;
  if (/light|sun|highlight/.test(word.word)) return true;
  if (subject !== undefined)
    return (
      word.form !== 'base' &&
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
  return /^(in|under|by|against|of|into|beneath|through|behind)$/.test(words[before]?.word ?? '');
}

const COLOURS: readonly (readonly [Sense, LightWord])[] = [
  ['warm', 'warmer'],
  ['cool', 'cooler'],
  ['bright', 'brighter'],
  ['dim', 'dimmer'],
  ['key', 'key'],
];
const CHANGES: readonly Sense[] = ['warm', 'cool', 'bright', 'dim'];
const COMPARATIVE = /^(warmer|cooler|colder|brighter|dimmer|darker|lighter|bluer|moodier|chillier)$/;

function changeOf(words: readonly Word[], context: Context): readonly LightWord[] {
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined || word.time !== undefined) continue;
    const change = changeAt(words, at, context);
    if (change.length > 0) return change;
  }
  return listedChange(words, context);
}

function changeAt(words: readonly Word[], at: number, context: Context): readonly LightWord[] {
  const word = words[at];
  const isChange = has(word, ...CHANGES) && word?.isVerb === true;
  const isOther = has(word, 'become', 'rising', 'falling', 'switching', 'settle') && word?.isVerb === true;
  if (word === undefined || (!isChange && !isOther && !COMPARATIVE.test(word.word))) return [];
  const subject = subjectBefore(words, at);
  const rest = words.slice(at + 1);
  const isLights = (one: Word | undefined): boolean => has(one, 'light', 'lit', 'key', 'picture', 'glint', ...CHANGES);
  const doer = subject?.kind === 'it' ? context.it : subject?.kind;
  const owns =
    subject === undefined
      ? word.form !== 'base' && (context.subject === 'light' || context.topic === 'light')
      : doer === 'light' || isLights(subject.head);
  if (
    COMPARATIVE.test(word.word) &&
    (owns || rest.some(isLights) || context.topic === 'light' || words.some((one) => has(one, 'light', 'lit')))
  )
    return coloursIn(words, at, words.length);
  if (owns && subject !== undefined) return becoming(words, at, subject.head);
  if (owns) return becoming(words, at, undefined);
  if (subject !== undefined) {
    // "Camera without light change", "the product, light resolving": others' verbs are no change of light.
    return doer === 'camera' && isChange && rest.some((one) => has(one, 'light', 'lit'))
      ? becoming(words, at, undefined)
      : [];
  }
  return ordered(words, at);
}

/** What light that does this becomes. */
function becoming(words: readonly Word[], at: number, head: Word | undefined): readonly LightWord[] {
  const word = words[at]!;
  const goal = words.findIndex((one, index) => index > at && /^(to|into|towards?)$/.test(one.word));
  const own = COLOURS.filter(([sense]) => has(word, sense) && sense !== 'key').map(([, name]) => name);
  const led = goal === -1 ? [] : coloursIn(words, goal + 1, words.length);
  if (own.length > 0) return unique([...own, ...siblings(words, at), ...led]);
  if (led.length > 0) return led;
  const from = words.findIndex((one, index) => index > at && one.word === 'from');
  const end = words.findIndex((one, index) => index > at && isPreposition(one) && one.word !== 'in');
  const adjectives = has(word, 'become', 'rising', 'falling')
    ? coloursIn(words, at + 1, end === -1 ? words.length : end)
    : [];
  if (adjectives.length > 0 && from === -1) return adjectives;
  if (has(head, 'key') && has(word, 'rising', 'become', 'settle', 'switching')) return ['key'];
  // "Dusk falls", "golden hour settles in".
  const told = COLOURS.filter(([sense]) => has(head, sense)).map(([, name]) => name);
  if (told.length > 0 && !has(head, 'light')) return told;
  const isLight =
    has(head, 'light', 'glint') ||
    head === undefined ||
    /^(scene|room|picture|frame|shot|image|screen|stage)$/.test(head.word);
  if (!isLight) return [];
  const level = levelOf(words, at);
  return level === undefined ? [] : [level];
}

/** More light or less: "rises", "fades up", "turn the lamps off". */
function levelOf(words: readonly Word[], at: number): LightWord | undefined {
  const word = words[at];
  const particle = words.slice(at + 1).find((one) => /^(up|on|down|off|out|away)$/.test(one.word))?.word;
  if (has(word, 'switching') && particle !== undefined)
    return particle === 'up' || particle === 'on' ? 'brighter' : 'dimmer';
  return has(word, 'rising') ? 'brighter' : has(word, 'falling') ? 'dimmer' : undefined;
}

/** "Warm the light", "bring up the key light", "dim", "a shift to golden hour". */
function ordered(words: readonly Word[], at: number): readonly LightWord[] {
  const word = words[at]!;
  const before = words.slice(0, at);
  const rest = words.slice(at + 1);
  if (before.some((one) => isPreposition(one))) return [];
  const object = rest.findIndex((one) => has(one, 'light', 'lit', 'picture', 'key'));
  const isOrder = !before.some((one) => has(one, 'determiner')) && word.isVerb;
  const isDirect = object !== -1 && !rest.slice(0, object).some((one) => isPreposition(one));
  if (isOrder && has(word, ...CHANGES) && word.form !== 'ed') {
    const bare = rest.every(
      (one) =>
        has(one, 'up', 'down', 'filler', 'slight', 'slow', 'smooth', 'rising', 'falling') || one.time !== undefined,
    );
    if (isDirect && has(rest[0], 'determiner', 'up', 'down', 'light', 'lit', 'list', ...CHANGES))
      return becoming(words, at, undefined);
    if (bare && ((word.lemma !== 'cool' && word.lemma !== 'warm') || rest.length > 0 || word.form !== 'base'))
      return becoming(words, at, undefined);
  }
  if (
    isOrder &&
    isDirect &&
    has(word, 'rising', 'falling', 'become') &&
    has(rest[0], 'determiner', 'light', 'key', 'up', 'down')
  ) {
    if (has(rest[object], 'key') && levelOf(words, at) !== 'dimmer') return ['key'];
    const colours = becoming(words, at, rest[object]);
    return has(rest[object], 'light', 'lit', 'picture', 'daytime') ? colours : [];
  }
  // "A shift to warm light", "transition to dusk".
  const goal = rest.findIndex((one) => /^(to|into)$/.test(one.word));
  if (has(word, 'become') && goal !== -1 && goal <= 2 && !isPrepositionAt(words, at)) {
    const led = coloursIn(rest, goal + 1, rest.length);
    const isLights =
      rest.some((one) => has(one, 'light', 'key')) ||
      rest.some((one) =>
        /dusk|night|golden hour|sunset|dawn|blue hour|twilight|daylight|sunrise|darkness/.test(one.word),
      );
    return isLights ? led : [];
  }
  return [];
}

function isPrepositionAt(words: readonly Word[], at: number): boolean {
  return has(words[at], 'zoom', 'pan', 'tilt', 'push', 'truck');
}

/** "Warm light", "studio lighting": alone in a list of wishes it is one; in a sentence it is how things are. */
function listedChange(words: readonly Word[], context: Context): readonly LightWord[] {
  const isTold = context.topic === 'light' || (context.isListed && context.isDirecting);
  const light = words.findIndex((word) => has(word, 'light') || (has(word, 'key') && word.word.includes('light')));
  if (!isTold || (light === -1 && context.topic !== 'light')) return [];
  const isPlain = words.every((word) =>
    has(word, 'light', 'determiner', 'soft', 'list', 'carrier', 'filler', 'key', 'slow', 'slight', ...CHANGES),
  );
  return isPlain ? coloursIn(words, 0, words.length) : [];
}

/** Verbs beside the first: "warms and brightens". */
function siblings(words: readonly Word[], at: number): readonly LightWord[] {
  const and = words.findIndex((word, index) => index > at && has(word, 'list'));
  if (and === -1) return [];
  const next = words.slice(and + 1).find((word) => !has(word, ...MANNER, 'filler'));
  return COLOURS.filter(([sense]) => has(next, sense)).map(([, name]) => name);
}

function coloursIn(words: readonly Word[], from: number, to: number): readonly LightWord[] {
  const run = words.slice(from, to);
  const left = run.findIndex((word) => word.word === 'from');
  const found = run.flatMap((word, index) =>
    left !== -1 && index > left ? [] : COLOURS.filter(([sense]) => has(word, sense)).map(([, name]) => name),
  );
  return found.includes('key') ? ['key'] : unique(found);
}

function unique(names: readonly LightWord[]): readonly LightWord[] {
  return [...new Set(names)];
}
