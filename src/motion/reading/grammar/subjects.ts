import { has, type Word } from '../text/words.js';
import { isMobile } from './mobile.js';
import { NOUNS_IN_ING } from '../words/scene-words.js';
import type { Sense } from '../words/lexicon.js';

/** Who or what does something, as far as the renderer tells things apart. */
export type SubjectKind = 'camera' | 'light' | 'focus' | 'living' | 'it' | 'thing';

/** The subject of a verb. */
export interface Subject {
  readonly kind: SubjectKind;
  /** The word it is told by. */
  readonly head: Word;
}

/** Words that a noun group may have in front of its noun, or that say how something is done. */
export const MANNER: readonly Sense[] = [
  'slow',
  'fast',
  'slight',
  'soft',
  'strong',
  'very',
  'smooth',
  'even',
  'style',
  'snap',
];

const NOUNS: readonly Sense[] = [
  ...([
    'camera',
    'picture',
    'rig',
    'we',
    'person',
    'pronoun',
    'living',
    'light',
    'lit',
    'sweep',
    'glint',
    'focus',
  ] as const),
  ...([
    'depth',
    'background',
    'foreground',
    'partSpinning',
    'event',
    'sound',
    'overlay',
    'key',
    'passageway',
    'above',
    'beneath',
    'portion',
    'instrument',
    'daytime',
  ] as const),
];
/** What a gaze does as a camera does it. */
const LOOKING: readonly Sense[] = ['travel', 'rise', 'descend', 'pan', 'tilt', 'truck'];
/** What a shot does and hardly anything in it. */
const FILMED: readonly Sense[] = [
  'zoom',
  'push',
  'pull',
  'pan',
  'tilt',
  'truck',
  'crane',
  'arc',
  'orbit',
  'retreat',
  'roll',
];
const SIDES: readonly Sense[] = ['left', 'right', 'up', 'down', 'clockwise', 'counterclockwise', 'inward', 'outward'];
const NEVER_NOUNS: readonly Sense[] = [
  'determiner',
  'filler',
  'carrier',
  'opening',
  'ending',
  'auxiliary',
  'be',
  'negation',
  'relative',
  'list',
  'purpose',
];

/**
 * The subject of what stands at `at`: the noun before it. A finite verb goes by the first noun group ("the light on the bottle
 * warms"), a participle by the nearest ("a shot of the light warming"). Undefined where nobody is named.
 */
export function subjectBefore(words: readonly Word[], at: number): Subject | undefined {
  const verb = words[at];
  const before = words.slice(0, at);
  // "Past lanterns that bob": who is named last.
  if (has(before.at(-1), 'relative') && before.length > 1) {
    const index = before.findLastIndex((_, place) => place < at - 1 && isNoun(words, place));
    const head = words[index];
    if (head !== undefined && index === at - 2) return { kind: kindOf(head), head };
  }
  const cut = verb?.form === 'ing' ? lastPreposition(before) + 1 : 0;
  const groups = before.slice(cut);
  const end = groups.findIndex((word, index) => index > 0 && isPreposition(word) && hasNoun(groups.slice(0, index)));
  const group = end === -1 ? groups : groups.slice(0, end);
  // "A shaft of sunlight": it is the light that does it.
  const of = end === -1 ? undefined : groups.slice(end + 1).find((word) => !has(word, 'determiner', ...MANNER));
  if (groups[end]?.word === 'of' && has(of, 'light') && of !== undefined && has(group.at(-1), 'portion'))
    return { kind: 'light', head: of };
  // "A shot of a man walks down the street"; "a shot of the man pushes in" is the camera's.
  const film = group.at(-1);
  const isShown =
    groups[end]?.word === 'of' && has(film, 'picture') && film?.word !== 'view' && group[0]?.word !== 'the';
  const shown = isShown ? groups.slice(end + 1).find((word) => has(word, 'living') || isMobile(word)) : undefined;
  if (shown !== undefined && shown === groups.at(-1) && has(verb, 'happens') && !has(verb, ...FILMED))
    return { kind: kindOf(shown), head: shown };
  for (let index = group.length - 1; index >= 0; index--) {
    const word = group[index];
    if (word !== undefined && isNoun(words.slice(cut), index))
      return { kind: kindOfHead(group, index, verb), head: word };
  }
  return undefined;
}

function kindOfHead(group: readonly Word[], at: number, verb: Word | undefined): SubjectKind {
  const word = group[at];
  if (word === undefined) return 'thing';
  // "A vintage camera on the shelf" is a thing of the picture.
  const isShown = word.word === 'camera' && /^an?$/.test(group[at - 2]?.word ?? '') && group[at - 1]?.senses.size === 0;
  if (isShown) return 'thing';
  return isOnlookers(group, at, verb) ? 'camera' : kindOf(word);
}

/** "The eye travels upward", "our gaze climbs": who looks at the picture, and goes over it as the camera does. */
function isOnlookers(group: readonly Word[], at: number, verb: Word | undefined): boolean {
  const isLooking = /^(eye|gaze|attention|glance)$/.test(group[at]?.word ?? '') && has(verb, ...LOOKING);
  return isLooking && group.slice(0, at).some((one) => has(one, 'picture') || /^(the|our|your)$/.test(one.word));
}

/** What a noun stands for. */
export function kindOf(word: Word): SubjectKind {
  if (has(word, 'camera', 'picture', 'we', 'rig') || word.word === 'horizon') return 'camera';
  if (has(word, 'person', 'living')) return 'living';
  if (has(word, 'pronoun')) return 'it';
  if (has(word, 'light', 'sweep', 'glint')) return 'light';
  if (has(word, 'focus', 'depth')) return 'focus';
  return 'thing';
}

/** Whether a word can be the noun of a group. */
export function isNoun(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word === undefined || word.time !== undefined || word.measure !== undefined) return false;
  if (has(word, ...NOUNS)) return true;
  // "The can": an auxiliary after an article is a thing.
  if (/^(can|will|might)$/.test(word.word) && has(words[at - 1], 'determiner')) return true;
  if (has(word, ...NEVER_NOUNS) || isPreposition(word)) return false;
  if (NOUNS_IN_ING.has(word.word) && !word.isVerb && word.senses.size > 0 && !has(word, ...MANNER)) return true;
  if (word.senses.size === 0) return /\p{L}|\p{N}/u.test(word.word) && !isAdverb(word) && word.form !== 'ing';
  // "Display turns", "watch rotates": before a finite verb stands a noun.
  const next = words[at + 1];
  if (word.form === 'base' && word.isVerb && next?.isVerb === true && next.form === 's') return true;
  // "Leaves redden", "the leaves curl".
  if (/^(leaves|wolves|calves)$/.test(word.word) && (next?.isVerb === true || has(words[at - 1], 'determiner')))
    return true;
  // "Sweat dripping".
  const isDoing = word.form === 'base' && has(word, 'happens') && next?.form === 'ing' && has(next, 'happens');
  if (isDoing && !has(word, 'travel', 'truck', 'roll', 'pull', 'push', 'rise', 'spin')) return true;
  // "The truck", "a red crane": a verb or an adjective after an article is a noun, if nothing else follows in its group.
  return word.form !== 'ing' && !has(word, ...MANNER, ...SIDES) && has(words[at - 1], 'determiner');
}

/** "Slowly", "hypnotically": words by which something is done. */
export function isAdverb(word: Word): boolean {
  return (
    /[a-z]{2}ly$/.test(word.word) &&
    !/^(family|fly|butterfly|lily|belly|jelly|italy|assembly|ally|supply|reply|bully)$/.test(word.word)
  );
}

/** A preposition, and not the "in" of a push-in. */
export function isPreposition(word: Word | undefined): boolean {
  return has(word, 'preposition');
}

function hasNoun(words: readonly Word[]): boolean {
  return words.some((_, index) => isNoun(words, index));
}

function lastPreposition(words: readonly Word[]): number {
  return words.findLastIndex((word) => isPreposition(word));
}
