import { entriesOf, lookUp, type Sense } from './lexicon.js';

/** What a prompt is most often about, and so what an unknown word is most likely to have been. */
const CAMERA: readonly Sense[] = [
  ...(['camera', 'zoom', 'pan', 'tilt', 'push', 'pull', 'retreat', 'truck', 'crane', 'orbit', 'arc'] as const),
  ...(['handheld', 'static', 'inward', 'outward', 'around', 'left', 'right', 'up', 'down'] as const),
  ...(['clockwise', 'counterclockwise', 'focus', 'light'] as const),
];
const MANNER: readonly Sense[] = ['slow', 'fast', 'slight', 'smooth'];
/** Verbs of film and where to, written as one. A push-up is something else. */
const JOINED =
  /^(zoom|pan|tilt|push|pull|dolly|truck|crane)(?<!push(?=up))(in|out|left|right|up|down|back|forward|backward)$/;
/** Shorter words are too near to others: "clam" is not "calm". */
const LEAST = 5;

const known = new Map<string, string[]>();
for (const word of [...entriesOf(CAMERA), ...entriesOf(MANNER).filter((one) => one.endsWith('ly'))]) {
  // "Plated" is not "planted", nor "sides" "slides".
  if (word.includes(' ') || /(ed|s)$/.test(word) || word.length < LEAST - 1) continue;
  const first = word.charAt(0);
  known.set(first, [...(known.get(first) ?? []), word]);
}

/** Both letters are there: "form left to right" is told by what follows. */
export function isFromMeant(word: string, next: string | undefined): boolean {
  return word === 'form' && /^(left|right|top|bottom|above|below|up|down|behind|wide|close)$/.test(next ?? '');
}

/**
 * A word as it was meant: two letters that changed places, one left out or one written twice, in a word of camera and light that
 * no table knows otherwise. The first letter stands, and another letter in a letter's place is another word ("flower", "slower").
 */
export function spelled(word: string): string {
  if (word.length < LEAST || lookUp(word) !== undefined || !/^[a-z]+$/.test(word)) return word;
  return known.get(word.charAt(0))?.find((one) => isMeant(word, one)) ?? word;
}

/** Where a word that no table knows is two written as one ("zoomin"), and how long the first is; undefined where it is not. */
export function joinAt(word: string): number | undefined {
  return lookUp(word) === undefined ? JOINED.exec(word)?.[1]?.length : undefined;
}

function isMeant(word: string, meant: string): boolean {
  let at = 1;
  while (at < meant.length && word[at] === meant[at]) at += 1;
  const isSwapped =
    word[at] === meant[at + 1] && word[at + 1] === meant[at] && word.slice(at + 2) === meant.slice(at + 2);
  // "Siding" is not "sliding".
  const isLeftOut = meant.length > LEAST && !meant.endsWith('ing') && word.slice(at) === meant.slice(at + 1);
  const isTwice = word[at] === word[at - 1] && word.slice(at + 1) === meant.slice(at);
  return isSwapped || isLeftOut || isTwice;
}
