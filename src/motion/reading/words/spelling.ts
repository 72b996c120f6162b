import { commonForm } from '../account/common-verbs.js';
import { deedForm } from '../account/deed-table.js';
import { isListedThing } from '../account/thing-table.js';
import { entriesOf, lookUp, type Sense } from './lexicon.js';
import { words } from './word-list.js';

/** What a prompt is most often about, and so what an unknown word is most likely to have been. */
const CAMERA: readonly Sense[] = [
  ...(['camera', 'zoom', 'pan', 'tilt', 'push', 'pull', 'retreat', 'truck', 'crane', 'orbit', 'arc'] as const),
  ...(['handheld', 'static', 'inward', 'outward', 'around', 'left', 'right', 'up', 'down'] as const),
  ...(['clockwise', 'counterclockwise', 'focus', 'light', 'background', 'negation'] as const),
];
const MANNER: readonly Sense[] = ['slow', 'fast', 'slight', 'smooth', 'strong', 'even'];
/** Words beside those, in the forms in which they are written most. */
const OTHERS = words(`
  warmer, brighter, brighten, brightens, darker, darken, darkens, dimmer, slower, faster, rotate, rotates, rotating,
  moves, zooms, pushes, smooth, gentle, steady, cinematic, picture, blurry, blurred, blurs, sharp, settle,
  settles, second, seconds, movement, product, subject, reveal, reveals`).entries;
/** Shorter words are too near to others ("clam" is not "calm"), but for these few. */
const LEAST = 5;
/** Of these, no neighbour on the keyboard makes another word; of "pull" it does. */
const LONELY = /^(zoom|down|tilt|push)$/;
const SHORT = ['pan', 'zoom', 'push', 'pull', 'tilt', 'slow', 'left', 'down'];
/** From this length on another letter in a letter's place can be told from another word. */
const LEAST_FOR_OTHER = 6;
/** In these two faults are told from another word. */
const LONG = /^(background|foreground|cinematic|(counter|anti)?clockwise|stationary|horizontally|vertically)$/;

/** Letters that lie beside each other on a keyboard; s and z, and vowels, are heard alike. */
const NEIGHBOURS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'sz'];
const VOWELS = /^[aeiouy]$/;

/** Small words have too many neighbours for a rule. */
const SMALL: ReadonlyMap<string, string> = new Map<string, string>([
  ...(['teh', 'hte', 'tha'] as const).map((typed) => [typed, 'the'] as const),
  ...(['adn', 'nad', 'andd'] as const).map((typed) => [typed, 'and'] as const),
  ...(['wiht', 'wih', 'witht'] as const).map((typed) => [typed, 'with'] as const),
  ...(['thne', 'tehn', 'thenn', 'thn', 'hten'] as const).map((typed) => [typed, 'then'] as const),
  ...(['otu', 'uot', 'outt', 'oout'] as const).map((typed) => [typed, 'out'] as const),
  ...(['bakc', 'bcak', 'backk'] as const).map((typed) => [typed, 'back'] as const),
  ...(['shuld', 'shoud', 'sholud', 'shoudl'] as const).map((typed) => [typed, 'should'] as const),
  ...(['tilit', 'titl', 'tillt'] as const).map((typed) => [typed, 'tilt'] as const),
  ...(['movs', 'mvoes', 'moevs'] as const).map((typed) => [typed, 'moves'] as const),
  ...(['zom', 'zomo', 'ozom'] as const).map((typed) => [typed, 'zoom'] as const),
  ...(['upp', 'upo'] as const).map((typed) => [typed, 'up'] as const),
  ...(['thru', 'throug', 'thrugh'] as const).map((typed) => [typed, 'through'] as const),
  ...(['frm', 'fom', 'fromm'] as const).map((typed) => [typed, 'from'] as const),
]);

const known = new Map<string, string[]>();
for (const word of [
  ...entriesOf(CAMERA),
  ...entriesOf(MANNER).filter((one) => one.endsWith('ly')),
  ...OTHERS,
  ...SHORT,
]) {
  // "Plated" is not "planted", nor "sides" "slides".
  const isOfOthers = /(ed|s)$/.test(word) && !OTHERS.includes(word);
  if (/[^a-z]/.test(word) || isOfOthers || (word.length < LEAST && !SHORT.includes(word))) continue;
  const first = word.charAt(0);
  known.set(first, [...(known.get(first) ?? []), word]);
}

/** "Zoom inn", "zoom ni": right behind a verb of film stands no inn. */
export function isInMeant(word: string, before: string | undefined): boolean {
  return (
    /^(inn|ni|iin|im)$/.test(word) &&
    /^(zoom|push|dolly|move|ease|creep|come|punch|pull|go)(s|ing)?$/.test(before ?? '')
  );
}

/** Both letters are there: "form left to right" is told by what follows. */
export function isFromMeant(word: string, next: string | undefined): boolean {
  return word === 'form' && /^(left|right|top|bottom|above|below|up|down|behind|wide|close)$/.test(next ?? '');
}

/**
 * A word as it was meant. Letters that are drawn out come first ("slooowly"); then, in a word of camera and light that no table knows
 * otherwise: two letters that changed places, one left out, one too many, or, in a longer word, one for its neighbour on the
 * keyboard or one vowel for another. The first letter stands, so that "flower" is not "slower".
 */
export function spelled(word: string): string {
  const small = SMALL.get(word);
  if (small !== undefined) return small;
  if (!/^[a-z]+$/.test(word) || isKnown(word)) return word;
  if (/([a-z])\1\1/.test(word)) return drawnIn(word);
  return word.length < LEAST - 1 ? word : (meantBy(word) ?? word);
}

function isKnown(word: string): boolean {
  return (
    lookUp(word) !== undefined || isListedThing(word) || deedForm(word) !== undefined || commonForm(word) !== undefined
  );
}

/** "Zoooom", "sloooowly": no word has a letter three times in a row. */
function drawnIn(word: string): string {
  const [twice, once] = ['$1$1', '$1'].map((letters) => word.replace(/([a-z])\1\1+/g, letters));
  const tries = [twice ?? word, once ?? word];
  return tries.find((one) => lookUp(one) !== undefined) ?? tries.map(meantBy).find((one) => one !== undefined) ?? word;
}

function meantBy(word: string): string | undefined {
  const near = known.get(word.charAt(0)) ?? [];
  return (
    near.find((one) => isMeant(word, one)) ??
    near.find((one) => isOtherLetter(word, one)) ??
    near.find((one) => isFarOff(word, one))
  );
}

function isMeant(word: string, meant: string): boolean {
  let at = 1;
  while (at < meant.length && word[at] === meant[at]) at += 1;
  const isSwapped =
    word[at] === meant[at + 1] && word[at + 1] === meant[at] && word.slice(at + 2) === meant.slice(at + 2);
  // "Zomm": a letter too many where one is missing.
  const isOtherTwice =
    word.length === meant.length &&
    word[at] === word[at + 1] &&
    meant[at] === meant[at - 1] &&
    word.slice(at + 1) === meant.slice(at + 1);
  if (meant.length < LEAST) {
    const isEndTwice = at === meant.length && word === `${meant}${meant.at(-1) ?? ''}`;
    return isSwapped || isEndTwice || isOtherTwice || (LONELY.test(meant) && isBesideKey(word, meant, at));
  }
  // "Siding" is not "sliding".
  const isLeftOut = meant.length > LEAST && !meant.endsWith('ing') && word.slice(at) === meant.slice(at + 1);
  const isTwice = word[at] === word[at - 1] && word.slice(at + 1) === meant.slice(at);
  return isSwapped || isLeftOut || isTwice || isOtherTwice || isOneTooMany(word, meant, at);
}

/** "Smoothely", "clockwisee": a letter that has no business there; of a word's own ending it would be another form. */
function isOneTooMany(word: string, meant: string, at: number): boolean {
  // "Statick", but not "statics".
  const isEnd = at < meant.length || /[bckhwz]$/.test(word);
  return meant.length >= LEAST && !meant.endsWith('ing') && isEnd && word.slice(at + 1) === meant.slice(at);
}

/** "Zoon": one letter for its neighbour. */
function isBesideKey(word: string, meant: string, at: number): boolean {
  const [typed, right] = [word[at] ?? '', meant[at] ?? ''];
  const isRest = word.length === meant.length && word.slice(at + 1) === meant.slice(at + 1);
  return isRest && NEIGHBOURS.some((row) => areBeside(row, typed, right));
}

/** "Camers", "horizantally". */
function isOtherLetter(word: string, meant: string): boolean {
  if (word.length !== meant.length || meant.length < LEAST_FOR_OTHER || /(ing|er)$/.test(meant)) return false;
  const at = Array.from(meant).findIndex((letter, index) => letter !== word[index]);
  if (at < 1) return false;
  const areVowels = [word, meant].every((one) => VOWELS.test(one[at] ?? ''));
  return isBesideKey(word, meant, at) || (areVowels && word.slice(at + 1) === meant.slice(at + 1));
}

/** Two faults in a long word, counted as Levenshtein does: "baground", "cinamatik", "conterclokwise". */
function isFarOff(word: string, meant: string): boolean {
  if (!LONG.test(meant) || Math.abs(word.length - meant.length) > 2) return false;
  let row = Array.from({ length: meant.length + 1 }, (_, index) => index);
  for (let at = 1; at <= word.length; at++) {
    const next = [at];
    for (let to = 1; to <= meant.length; to++) {
      const changed = (row[to - 1] ?? 0) + (word[at - 1] === meant[to - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return (row.at(-1) ?? Infinity) <= 2;
}

function areBeside(row: string, one: string, other: string): boolean {
  return row.includes(one) && row.includes(other) && Math.abs(row.indexOf(one) - row.indexOf(other)) === 1;
}
