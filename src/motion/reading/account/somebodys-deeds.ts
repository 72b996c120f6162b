import { isNoun, isPreposition, subjectBefore } from '../grammar/subjects.js';
import { isMobile } from '../grammar/mobile.js';
import { has, type Word } from '../text/words.js';
import { commonForm } from './common-verbs.js';
import { deedForm } from './deed-table.js';
import { doerOf } from './doers.js';
import { isOnward } from './onward.js';

/** What is so of a thing or said of the picture, and what somebody does: "the shot shows a vase", "she shows the ring". */
const DONE =
  /^(show|discover|introduce|present|uncover|display|give|create|produce|generate|make|use|apply|add|try|perform|decorate|lay|feel|begin|start|finish)$/;
/** Whom one sees only: "her face shows her age". */
const SEEN = /^(face|portrait|gaze|figure|hair|character|faces|figures|portraits)$/;
/** How somebody is, for as long as one looks. */
const STATES =
  /^(being|having|wearing|holding|standing|sitting|lying|leaning|kneeling|sleeping|resting|living|posing|facing|looking|smiling|waiting|staring|gazing|hanging|needing|wanting|loving|liking|surrounding|keeping|staying|gripping|seeming|feeling)$/;
const SO =
  /^(need|want|love|like|look like|wear|have|be|own|know|hold|surround|face|live|seem|depict|represent|contain|include|feature|occupy|fill|dominate|line|cover|frame|flank|overlook|keep|adorn|evoke|both|all|even|suggest)$/;
/** Names of a meal, a place or an end, unless somebody is at it. */
const NAMES_IN_ING = /^(crossing|serving|tasting|opening|closing|setting)$/;
const FLAMES = /^(candle|match|fire|lantern|torch|cigarette|cigar|pipe|stove|fireplace|bonfire|campfire|fuse|lamp)s?$/;
/** Where a verb leads, and no place of a thing. */
const LEADING =
  /^(at|to|into|onto|toward|towards|for|across|past|through|from|after|against|outside|inside|home|ahead|aside|upstairs|downstairs)$/;

/** "She gives him the ring", "the man is building a wall", "a candle is lit": a deed by who does it, be the word a state elsewhere. */
export function isSomebodysDeed(words: readonly Word[], at: number): boolean {
  return (
    isDone(words, at) ||
    isBringing(words, at) ||
    areAtIt(words, at) ||
    isAtIt(words, at) ||
    isUnderWay(words, at) ||
    isKindled(words, at)
  );
}

/** Whether what follows is what a verb is done to, or where it leads. */
export function isAimed(next: Word | undefined): boolean {
  if (next === undefined) return false;
  if (isOnward(next) || LEADING.test(next.word)) return true;
  return has(next, 'determiner', 'pronoun', 'person') && !isPreposition(next);
}

function isDone(words: readonly Word[], at: number): boolean {
  const word = words[at];
  const isOpening = /^(starts|begins|opens)$/.test(word?.word ?? '');
  if (word === undefined || !(isOpening || (word.form === 's' && DONE.test(word.lemma)))) return false;
  const subject = subjectBefore(words, at);
  if (subject?.kind !== 'living' || SEEN.test(subject.head.word) || isAside(words[at - 1])) return false;
  if (isOpening) return has(words[at + 1], 'determiner') && !isPreposition(words[at + 1]);
  const isEnding = /^(perform|begin|start|finish)$/.test(word.lemma);
  return isEnding || isAimed(words[at + 1]) || isNoun(words, at + 1);
}

/** "Police cars arrive", "the escalator carries people up": things that are on their way. */
function isBringing(words: readonly Word[], at: number): boolean {
  const word = words[at];
  const kind = doerOf(words, at)?.kind;
  if (
    word?.isVerb !== true ||
    (kind !== 'living' && kind !== 'thing') ||
    has(words[at - 1], 'determiner', 'preposition')
  )
    return false;
  if (word.lemma === 'carry' && word.form === 's') return has(words[at + 1], 'living');
  return (
    word.lemma === 'arrive' &&
    (word.form === 's' || (word.form === 'base' && /[^su]s$/.test(words[at - 1]?.word ?? '')))
  );
}

/** "Workers clean the windows", "her hands warm the cup": behind many there stands no quality. */
function areAtIt(words: readonly Word[], at: number): boolean {
  const [word, before, next] = [words[at], words[at - 1], words[at + 1]];
  if (word?.form !== 'base' || before === undefined || !(isMany(before) || areTwo(words, at)) || SO.test(word.word))
    return false;
  const isVerb = word.isVerb || deedForm(word.word) === 'base' || commonForm(word.word) === 'base';
  return isVerb && has(next, 'determiner', 'pronoun', 'person') && !isPreposition(next) && !has(word, 'preposition');
}

/** "The cat and the dog chase a ball", "Maria and Tom open the box": two who do it, and stand right before it. */
export function areTwo(words: readonly Word[], at: number): boolean {
  const isWho = (one: Word | undefined): boolean =>
    has(one, 'living') || (one?.senses.size === 0 && /^\p{Lu}\p{Ll}+$/u.test(one.text));
  const and = words.findLastIndex(({ word }, index) => index < at - 1 && /^(and|&)$/.test(word));
  const isNear = and > 0 && at - and <= 4 && !words.slice(and, at).some((one) => isPreposition(one));
  return isNear && isWho(words[at - 1]) && isWho(words[and - 1]);
}

function isMany(word: Word): boolean {
  const isPlural =
    /[^su]s$/.test(word.word) ||
    /(^|[a-z]{3})(people|men|women|children)$|^(feet|wolves|geese|police)$/.test(word.word);
  return word.word === 'they' || (has(word, 'living') && isPlural);
}

/** "A bride's gown shows", "in which she shows". */
function isAside(before: Word | undefined): boolean {
  return /['’]s?$/.test(before?.text ?? '') || has(before, 'preposition', 'auxiliary', 'negation');
}

/** "The sun crossing the sky". */
function isAtIt(words: readonly Word[], at: number): boolean {
  const [word, before] = [words[at], words[at - 1]];
  if (word === undefined || !NAMES_IN_ING.test(word.word) || !has(words[at + 1], 'determiner')) return false;
  return has(before, 'living', 'person') || isMobile(before);
}

/** "The man is building a wall". */
function isUnderWay(words: readonly Word[], at: number): boolean {
  const [word, before] = [words[at], words[at - 1]];
  if (word === undefined || !/^[a-z]{2,}ing$/.test(word.word) || STATES.test(word.word)) return false;
  if (!/^(is|are)$/.test(before?.word ?? '')) return false;
  return subjectBefore(words, at - 1)?.kind === 'living' && isAimed(words[at + 1]);
}

/** "A candle is lit": by somebody; "lit on the table" is how it stands there. */
function isKindled(words: readonly Word[], at: number): boolean {
  if (words[at]?.word !== 'lit' || !/^(is|are|gets|get|being)$/.test(words[at - 1]?.word ?? '')) return false;
  const next = words[at + 1]?.word ?? 'by';
  return FLAMES.test(words[at - 2]?.word ?? '') && /^(by|with|again|one by one|up)$/.test(next);
}
