import { isNoun, subjectBefore } from '../grammar/subjects.js';
import type { Wish } from '../said.js';
import { has, type Word } from '../text/words.js';
import { isWhole } from './action-answers.js';
import { isListedThing } from './thing-table.js';

/** Hours by which a picture is another one, and not its light alone. */
const HOURS = /^(day|night|daytime|nighttime|midnight|day to night|night to day)$/;
const BODY = /^(sun|moon)$/;
const ONE_BY_ONE = /^(one by one|one after the other|one after another)$/;
const FAR =
  /^(outside|windows?|street|streets|city|town|village|harbou?r|skyline|houses?|buildings?|distance|valley|bridge|trees?)$/;
const LAMPS =
  /^(lights|lamps?|lanterns?|streetlights?|streetlamps?|street lights|candles?|torch(es)?|spotlights?|bulbs?|lightbulbs?)$/;

/**
 * Whether what light does is only near to what was asked of the picture: night has another sky and lit windows, lamps come on each in
 * its place, a sun that goes down is seen to go, and a fire that grows brighter is not the room. What light does for it is made all the same.
 */
export function isOnlyNear(words: readonly Word[], kinds: readonly Wish['kind'][]): boolean {
  if (!kinds.includes('light_change')) return false;
  return (
    words.some((_, at) => isHour(words, at)) ||
    isBodySetting(words) ||
    areLamps(words) ||
    isFading(words) ||
    isOnes(words)
  );
}

/** "Day turns to night", "it slowly becomes night"; "the light dims to night" and "evening light" are of light. */
function isHour(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word === undefined || !HOURS.test(word.word)) return false;
  if (/^(of|in|at|by|during|from|like|all|every)$/.test(words[at - 1]?.word ?? '') && words[at + 1]?.word !== 'to')
    return false;
  const isOfLight = (one: Word): boolean =>
    !HOURS.test(one.word) &&
    one.word !== 'daylight' &&
    !BODY.test(one.word) &&
    has(one, 'light', 'lit', 'key', 'glint');
  // Beside it or before it: in "over the skyline" behind it nothing is said of light.
  return !words.slice(0, at + 2).some(isOfLight);
}

/** "The sun is setting", "make the sun rise": a body on its way, and no verb by its form. */
function isBodySetting(words: readonly Word[]): boolean {
  const isBody = (at: number): boolean => BODY.test(words[at]?.word ?? '');
  return words.some(
    ({ word }, at) =>
      (word === 'setting' && has(words[at - 1], 'be') && isBody(at - 2)) ||
      (/^(rise|set|sink|dip|drop|climb|move|travel|go|come up)$/.test(word) && isBody(at - 1)),
  );
}

/** "The lights in the windows come on one by one", "the street lights switch on outside". */
function areLamps(words: readonly Word[]): boolean {
  const at = words.findIndex(({ word }) => LAMPS.test(word));
  // "Lamps turn on", "string lights turn on": they are seen to, each of them; "the lights turn on" is the room.
  const isRoom = words[at]?.word === 'lights' && !isNoun(words, at - 1);
  const isSeen = at !== -1 && !isRoom && /^(turn|switch|come|go|flick|light)$/.test(words[at + 1]?.lemma ?? '');
  if (isSeen && /^(on|off|out|up)$/.test(words[at + 2]?.word ?? '')) return true;
  return at !== -1 && words.some(({ word }, index) => ONE_BY_ONE.test(word) || (index > at && FAR.test(word)));
}

/** "The colours fade": not the light. */
function isFading(words: readonly Word[]): boolean {
  return words.some(
    (word, at) =>
      /^(fade|drain|bleed|disappear|vanish|return)$/.test(word.lemma) &&
      (/^(colou?rs?|hues?|tones?)$/.test(subjectBefore(words, at)?.head.word ?? '') ||
        (words[at + 1]?.word === 'to' && /^colou?rs?$/.test(words[at + 2]?.word ?? ''))),
  );
}

/** "The embers glow brighter", "the screen becomes brighter": one thing of the picture does. */
function isOnes(words: readonly Word[]): boolean {
  const at = words.findIndex(
    (word, index) => word.isVerb && word.form !== 'ed' && subjectBefore(words, index) !== undefined,
  );
  if (at === -1 || has(words[at], 'be')) return false;
  const nouns = words.slice(0, at).filter((_, index) => isNoun(words, index));
  // A word that no table knows may be a lamp's, misspelt; where it is a deed's, it is named as that.
  const isKnown = nouns.some((noun) => noun.senses.size > 0 || isListedThing(noun.word));
  return isKnown && !nouns.some(isWhole);
}
