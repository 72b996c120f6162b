import { isAdverb, isNoun } from '../grammar/subjects.js';
import type { Transcript } from '../prompt/transcript.js';
import type { Reading, Wish } from '../said.js';
import type { Clause } from '../text/clauses.js';
import { has, type Word } from '../text/words.js';
import { answers } from './answers.js';
import { goesOn } from './chains.js';
import { isKnownDeed } from './deed-words.js';
import { isDeed } from './deeds.js';
import { isOnlyNear } from './near.js';

const NOT_UNDERSTOOD =
  'The built-in renderer does not know what this asks for; it moves the camera, the light and the focus over one still.';
const ONLY_LIGHT =
  'What it does to the light or the focus is made; what happens inside the picture itself needs a model.';

/** Orders that make another picture of it. */
const CHANGING =
  /^(turn|make|change|convert|transform|replace|swap|fill|cover|decorate|furnish|add|put|place|set|redo)$/;

/**
 * The last look at a prompt, when every reader has had its say: each word that stands as a deed lies in a reading that answers for it,
 * or is named now, with who does it. So what a reader passes over, or takes along without understanding it, does not vanish.
 */
export function nameUnread(transcript: Transcript, clauses: readonly Clause[]): void {
  for (const [at, clause] of clauses.entries()) {
    nameChain(transcript, clause, clauses[at - 1]);
    // "As if the operator were breathing".
    if (/^as (if|though)$/.test(clause.words[0]?.word ?? '')) continue;
    const isAsked = isStep(clause) || isPutIn(transcript, clause, clauses[at - 1]) || isMeanwhile(clause);
    const steps = isAsked ? passedOver(transcript, clause.words) : [];
    for (const reading of steps) name(transcript, clause, reading, 0);
    if (steps.length > 0) continue;
    nameNear(transcript, clause);
    nameDeeds(transcript, clause);
  }
}

/** "Where robots weld the frame and stack the parts": what goes on with somebody whose deed was named in the clause before. */
function nameChain(transcript: Transcript, clause: Clause, before: Clause | undefined): void {
  if (before?.sentence !== clause.sentence) return;
  const deed = before.words.findLast((_, at) => isDeed(before.words, at));
  const isNamed =
    deed !== undefined &&
    transcript.readings.some(
      ({ reads, start, end }) => reads === 'not_rendered' && start <= deed.start && deed.end <= end,
    );
  if (
    !isNamed ||
    !goesOn(
      clause.words,
      clause.joint.some(({ word }) => /^(and|&)$/.test(word)),
    )
  )
    return;
  for (const reading of passedOver(transcript, clause.words)) name(transcript, clause, reading, 0);
}

/** Names what was asked of the picture, where the light alone does what is near to it. */
function nameNear(transcript: Transcript, clause: Clause): void {
  for (const reading of transcript.readings) {
    if (reading.reads !== 'action') continue;
    const own = clause.words.filter(({ start, end }) => reading.start <= start && end <= reading.end);
    if (own.length > 0 && isOnlyNear(own, kindsOf(transcript, reading))) name(transcript, clause, reading, 0);
  }
}

function nameDeeds(transcript: Transcript, clause: Clause): void {
  const { words } = clause;
  let end = 0;
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined || word.start < end || !isDeed(words, at)) continue;
    const reading = transcript.readings.find((one) => one.start <= word.start && word.end <= one.end);
    if (reading === undefined || answers(reading.reads, kindsOf(transcript, reading), words, at, hasTurn(transcript)))
      continue;
    name(transcript, clause, reading, doerFrom(words, at));
    end = reading.end;
  }
}

function hasTurn({ said }: Transcript): boolean {
  return said.some(({ wish }) => wish.kind === 'turn');
}

function kindsOf({ said }: Transcript, reading: Reading): readonly Wish['kind'][] {
  return said.filter(({ id }) => reading.said.includes(id)).map(({ wish }) => wish.kind);
}

/** Names the words of a reading, from a place in their clause on. */
function name(transcript: Transcript, { words, sentence }: Clause, reading: Reading, from: number): void {
  const inside = words.filter(({ start, end }) => reading.start <= start && end <= reading.end);
  const own = inside.filter((word) => words.indexOf(word) >= from);
  const before = inside.findLast((word) => words.indexOf(word) < from);
  transcript.nameAgain(reading, before, own, reading.reads === 'action' ? ONLY_LIGHT : NOT_UNDERSTOOD, sentence);
}

/** "…, then X": whatever X is, it is to come after something. */
function isStep({ link, joint }: Clause): boolean {
  return link === 'next' && joint.some(({ word }) => /\b(then|next|finally|lastly|afterwards?|followed)\b/.test(word));
}

/** "As the boat rocks": after "as" stands a verb, and if it is the name of things elsewhere. */
function isMeanwhile({ words, joint }: Clause): boolean {
  const isJoined = joint.some(({ word }) => /^(and )?(as|while|whilst|when|once|until|till|before)$/.test(word));
  return (
    isJoined &&
    words.some((word, at) => at > 0 && word.form === 's' && isKnownDeed(word) && isNoun(words, at - 1)) &&
    !words.some((word, at) => isDeed(words, at) || has(word, 'be', 'posture'))
  );
}

/** "Turn the hall into a jungle with vines growing over the walls": part of a change of the picture that is not made. */
function isPutIn({ readings }: Transcript, { joint, isSetOff }: Clause, before: Clause | undefined): boolean {
  const order = before?.words.find((word) => !has(word, 'filler', 'carrier'));
  if (order === undefined || isSetOff || joint.length !== 1 || joint[0]?.word !== 'with') return false;
  const isLeftOut = readings.some(
    (one) => one.reads === 'not_rendered' && one.start <= order.start && order.end <= one.end,
  );
  return isLeftOut && CHANGING.test(order.word);
}

/** The readings of a clause, where all of it was taken for a description. */
function passedOver({ readings }: Transcript, words: readonly Word[]): readonly Reading[] {
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined) return [];
  const own = readings.filter((one) => one.start < last.end && first.start < one.end && one.reads !== 'timing');
  return own.every(({ reads }) => reads === 'style') ? own : [];
}

/** Where the words for whoever does it begin. */
function doerFrom(words: readonly Word[], at: number): number {
  let from = at;
  while (from > 0) {
    const before = words[from - 1];
    if (before === undefined || before.time !== undefined || has(before, 'preposition', 'list', 'negation', 'camera'))
      break;
    if (before.isVerb && before.form !== 'base' && before.form !== 'ed' && !isAdverb(before) && before.form !== 's')
      break;
    from -= 1;
    if (has(before, 'determiner')) break;
  }
  return from;
}
