import type { PhraseReading } from '../../phrase.js';
import { has, type Word } from '../text/words.js';
import type { Sense } from '../words/lexicon.js';
import { doerOf } from './doers.js';

const ENDS: readonly Sense[] = ['settle', 'speedup', 'snap', 'smooth', 'hold', 'static', 'ending', 'opening', 'repeat'];
const CAMERA: readonly Sense[] = [
  ...ENDS,
  ...(['zoom', 'vertigo', 'push', 'approach', 'pull', 'retreat', 'pan', 'gaze', 'truck', 'crane', 'rise'] as const),
  ...(['descend', 'tilt', 'roll', 'arc', 'orbit', 'spin', 'travel', 'handheld', 'become', 'switching'] as const),
];
const ACTION: readonly Sense[] = [
  ...ENDS,
  ...(['sweeping', 'shimmer', 'flicker', 'warm', 'cool', 'bright', 'dim', 'rising', 'falling', 'switching'] as const),
  ...(['losing', 'become', 'rack', 'blur', 'sharpen', 'shallow', 'deep', 'travel', 'glint'] as const),
];
const TURN: readonly Sense[] = [...ENDS, 'spin', 'turning', 'travel', 'become', 'orbit', 'roll'];

/**
 * Whether what a run of words was taken for says what becomes of one of its deeds. What is forbidden or left out is answered with all
 * its words; a move, an action or a turn answers for its own verbs alone; a description answers for none.
 */
export function answers(reads: PhraseReading, words: readonly Word[], at: number): boolean {
  switch (reads) {
    case 'not_rendered':
    case 'negation':
      return true;
    case 'camera':
      return doerOf(words, at)?.kind === 'camera' || (has(words[at], ...CAMERA) && !isOthers(words, at));
    case 'action':
      return !isSunsWay(words, at) && (has(words[at], ...ACTION) || isLights(words, at));
    case 'turn':
      return has(words[at], ...TURN) && doerOf(words, at)?.kind !== 'light';
    case 'timing':
      return has(words[at], ...ENDS, 'travel', 'become');
    case 'stillness':
      return has(words[at], ...ENDS, 'become', 'sharp');
    case 'style':
      return false;
  }
}

/** "Push in the man waves": somebody who is not the camera does it. */
function isOthers(words: readonly Word[], at: number): boolean {
  const kind = doerOf(words, at)?.kind;
  return kind === 'living' || (kind === 'thing' && words[at]?.form === 's');
}

/** "The sun sinks behind the dunes": the light becomes another, and yet the sun itself stays where it is. */
function isSunsWay(words: readonly Word[], at: number): boolean {
  return (
    /^(sink|set|rise|dip|drop|climb|descend|ascend|fall|move|slide|slip|crawl)$/.test(words[at]?.lemma ?? '') &&
    /^(sun|moon)$/.test(doerOf(words, at)?.head.word ?? '')
  );
}

/** "The light dances", "dusk gathers": whatever light does, it was read as light's. */
function isLights(words: readonly Word[], at: number): boolean {
  const subject = doerOf(words, at);
  return (
    subject !== undefined && (subject.kind === 'light' || subject.kind === 'focus' || has(subject.head, 'daytime'))
  );
}
