import { isAdverb, isPreposition, MANNER } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';
import { commonForm } from './common-verbs.js';
import { DONE_TO, formOf, isKnownDeed, QUIET } from './deed-words.js';
import { isPossessed } from './doers.js';
import { isOnward } from './onward.js';
import { isAimed } from './somebodys-deeds.js';
import { isListedThing, isThings } from './thing-table.js';

/** What things are made of, though one can do it to them as well. */
const MATTER =
  /^(water|text|fire|fog|mist|dust|snow|rain|smoke|steam|foam|froth|paint|plant|dress|rock|park|light|fish|brush|button|stack)$/;
/** What stays so, whoever does something besides. */
const STATES =
  /^(be|have|wear|own|need|want|love|like|look like|seem|belong|know|contain|feature|include|depict|represent|remain|stay|keep|rest|resemble|surround|live|consist|evoke|suggest|ensure|convey|frame|let|should|will|do|end|conclude|culminate|arrive|hold|freeze|wait|pause|stop|halt|linger)$/;

/** Names as well, but not before an article. */
const AT_IT =
  /^(painting|cooking|writing|reading|tasting|serving|carving|drawing|opening|closing|building|crossing|making|using|giving|putting|dressing|stitching|shaving|braiding|setting|ringing)$/;

/**
 * Whether words go on with what somebody does who was named before: "curl and drop", "lands", "spinning through the air". `isAttached`:
 * an "and" or a "with" ties them to him. After a deed, what has the ending of a verb is one as well, be it a state elsewhere: "she
 * smiles, looks at him and points to the door".
 */
export function goesOn(words: readonly Word[], isAttached: boolean): boolean {
  const at = words.findIndex((word) => !has(word, 'filler', 'list', ...MANNER) && !isAdverb(word));
  const word = words[at];
  if (word === undefined || isPossessed(words, at)) return false;
  if (isInChain(words, at, isAttached) || isBusy(words, at) || areInChain(words, at)) return true;
  if (has(word, ...QUIET)) return false;
  const form = formOf(word);
  const isFitting = isAttached || !isThings(word.word) || isOnward(words[at + 1]);
  const isAtThing = has(words[at + 1], 'determiner') && !isPreposition(words[at + 1]);
  if (form === undefined || form === 'ed' || !isFitting || (MATTER.test(word.word) && !isAtThing)) return false;
  if (!isKnownDeed(word)) return false;
  // "Support beams": a name, where nothing shows that it is a verb.
  return form !== 'base' || commonForm(word.word) === undefined || isAttached || isAimed(words[at + 1]);
}

/** "Tourists take photos, point at the tower, stack the plates": what many do who were named before. */
function areInChain(words: readonly Word[], at: number): boolean {
  const [word, next] = [words[at], words[at + 1]];
  if (
    word?.form !== 'base' ||
    !/^(point|look|lean|sit|stand|kneel|stack|carry|fill|lay|decorate|hang)$/.test(word.word)
  )
    return false;
  return isAimed(next) && next?.word !== 'for';
}

/** A verb in -s, known or not, where only a verb can stand. */
function isInChain(words: readonly Word[], at: number, isAttached: boolean): boolean {
  const word = words[at];
  const isS = word?.form === 's' || /^(starts|begins|opens)$/.test(word?.word ?? '');
  if (word === undefined || !isS || STATES.test(word.lemma) || word.word === 'leaves') return false;
  if (/^(starts|begins|opens)$/.test(word.word))
    return has(words[at + 1], 'determiner') && !isPreposition(words[at + 1]);
  const next = words[at + 1];
  // "Whirs", "scratches": no table knows it, and what follows shows it.
  const isName = isListedThing(word.word) || !(word.isVerb || isKnownDeed(word));
  if (!word.isVerb && !isKnownDeed(word) && word.senses.size > 0) return false;
  if (!isName) return next === undefined || isAimed(next) || isPreposition(next) || isAdverb(next);
  return isAimed(next) || (isAttached && word.isVerb && next === undefined);
}

/** "While reading the paper", "accepting the prize". */
function isBusy(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word === undefined || has(word, 'purpose', 'posture', 'preposition') || has(words[at - 1], 'determiner'))
    return false;
  const isVerb = isKnownDeed(word) || commonForm(word.word) === 'ing' || AT_IT.test(word.word);
  const next = words[at + 1];
  return word.word.endsWith('ing') && isVerb && has(next, 'determiner', 'person') && !isPreposition(next);
}

/** Whether words end on what is done to somebody: "extinguished". */
export function isUndergone(words: readonly Word[]): boolean {
  const last = words.at(-1);
  return last !== undefined && formOf(last) === 'ed' && (isKnownDeed(last) || DONE_TO.test(last.word));
}
