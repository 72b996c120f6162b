import { isColour } from '../grammar/hues.js';
import { isAdverb, isNoun, isPreposition } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';
import { isKnownDeed } from './deed-words.js';
import { isOnward } from './onward.js';
import { isLastingVerb } from './lasting.js';
import { areTwo } from './somebodys-deeds.js';
import { isEither, isListedThing, isPlain, isThings } from './thing-table.js';

const BIGGER =
  /^(longer|shorter|bigger|larger|smaller|taller|thicker|thinner|heavier|denser|louder|higher|lower|wet|wetter|dry|drier|old|older|young|younger|hot|hotter|cold|stronger|wilder|rougher|calm|calmer)$/;

/** "Smoke come from the cup", "the bird fly away": as who learns English says it. */
function isWithoutEnding(words: readonly Word[], at: number, head: Word): boolean {
  const [word, next] = [words[at], words[at + 1]];
  if (word === undefined || next === undefined || !has(head, 'event', 'living') || words[at - 1] !== head) return false;
  const isWay =
    isAdverb(next) || /^(from|to|away|down|up|off|out|into|toward|towards|through|slowly|over)$/.test(next.word);
  return isWay && isKnownDeed(word) && (!isPlain(word.word) || (has(head, 'living') && next.word !== 'from'));
}

/** "Beetles scuttle", "her pupils dilate": a plural and a verb that has no other ending. */
export function isDoneByMany(words: readonly Word[], at: number): boolean {
  const word = words[at];
  // "Lanterns that bob on the river".
  if (word !== undefined && has(words[at - 1], 'relative') && isKnownDeed(word)) {
    // "Hills that roll to the sea" lie there, "waves that roll in" do not.
    const isComing = /^(in|past|by|off|away)$/.test(words[at + 1]?.word ?? '');
    return isPlural(words[at - 2]) && (isComing || !isLastingVerb(word));
  }
  const far = manyBefore(words, at);
  const head = far ?? words.slice(0, at).findLast((one) => !isAdverb(one) && !has(one, 'filler'));
  if (word === undefined || head === undefined) return false;
  if (isWithoutEnding(words, at, head)) return true;
  const isMany =
    has(words[at - 1], 'person') ||
    areTwo(words, at) ||
    /^([a-z]*people|[a-z]*men|[a-z]*women|children|wolves|feet|they|teeth|sheep|fish|geese|mice|police|cattle)$/.test(
      head.word,
    ) ||
    (/[^su]s( of |$)/.test(head.word) &&
      head.form === 's' &&
      (!head.isVerb || isThings(head.word) || has(head, 'happens', 'living', 'light')) &&
      !/['’]s$/.test(head.text));
  if (!isMany || has(head, 'camera')) return false;
  const next = words[at + 1];
  const isFollowed =
    next === undefined ||
    isPreposition(next) ||
    isAdverb(next) ||
    isOnward(next) ||
    has(next, 'determiner', 'pronoun', 'list', 'slow', 'soft', 'smooth', 'filler', 'blur') ||
    isBusyWith(words, at, head);
  // "The leaves turn golden".
  if (has(word, 'become') && (isColour(next) || BIGGER.test(next?.word ?? '')) && !has(head, 'light', 'lit'))
    return true;
  // "Birds take flight", "the lights change colour".
  const isIdiom = word.lemma === 'take' ? /^(flight|wing|shape|cover|shelter|turns)$/ : /^colou?rs?$/;
  if (/^(take|change|switch)$/.test(word.lemma) && isIdiom.test(next?.word ?? '')) return true;
  if (!isFollowed) return false;
  // "The headlights switch on".
  if (has(word, 'switching') && /^(on|off|up|down|out)$/.test(next?.word ?? '') && words[at + 2] === undefined)
    return true;
  if (isKnownDeed(word))
    return (
      !isPlain(word.word) ||
      has(head, 'living', 'person', 'light') ||
      /^(fans|others)$/.test(head.word) ||
      areTwo(words, at) ||
      (has(head, 'partSpinning') && has(word, 'spin')) ||
      has(words[at + 1], 'determiner', 'pronoun') ||
      (far !== undefined && isEither(word.word) && (next === undefined || isPreposition(next))) ||
      isOnward(next)
    );
  if (word.senses.size > 0 || isPlain(word.word)) return false;
  // What no table knows has to be followed by where it goes, or how.
  return isOnward(next) || (next !== undefined && has(next, 'determiner') && !isPreposition(next));
}

/**
 * "Particles of gold dust orbit it", "the trees outside the window sway": who is in the plural stands before a preposition, and what
 * stands before the verb is only where they are, or what they are of.
 */
function manyBefore(words: readonly Word[], at: number): Word | undefined {
  const place = words.findLastIndex((word, index) => index < at && isPreposition(word));
  const many = words[place - 1];
  const isNear = place > 0 && at - place <= 4 && at - place > 1;
  if (!isNear || many === undefined || !isPlural(many) || many.form !== 's' || has(words[at - 1], 'determiner'))
    return undefined;
  if (many.isVerb && !isThings(many.word) && !has(many, 'living', 'event', 'light')) return undefined;
  // "A table with glasses on the counter": they are themselves only where somebody is.
  const group = words.slice(0, place - 1);
  return group.some((word) => isPreposition(word) || (word.isVerb && word.form === 's')) ? undefined : many;
}

/** "People watch television"; "men dress shoes" are shoes. */
function isBusyWith(words: readonly Word[], at: number, head: Word): boolean {
  const word = words[at];
  if (word === undefined || !isNoun(words, at + 1)) return false;
  if (!areTwo(words, at) && (!(has(head, 'living') || head.word === 'others') || words[at - 1] !== head)) return false;
  const isOfWare = /^(men|women|kids|children|girls|boys|ladies|babies)$/.test(head.word) && isListedThing(word.word);
  return !isOfWare && isKnownDeed(word);
}

/** "The girl she turn the head", "he fribble": whoever is "she" does what follows. */
export function isAfterPerson(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (!/^(she|he|it|they|who)$/.test(words[at - 1]?.word ?? '')) return false;
  return word !== undefined && (isKnownDeed(word) || has(word, 'spin', 'travel'));
}

function isPlural(word: Word | undefined): boolean {
  return word !== undefined && /[^su]s$/.test(word.word);
}
