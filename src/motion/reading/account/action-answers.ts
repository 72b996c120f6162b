import { subjectBefore } from '../grammar/subjects.js';
import { isFocusVerb } from '../readers/focus-verbs.js';
import type { Wish } from '../said.js';
import { has, type Word } from '../text/words.js';
import type { Sense } from '../words/lexicon.js';
import { doerOf } from './doers.js';

/** What light and focus are said to do. */
const VERBS: readonly Sense[] = [
  ...(['settle', 'speedup', 'snap', 'smooth', 'hold', 'static', 'ending', 'opening', 'repeat'] as const),
  ...(['sweeping', 'shimmer', 'flicker', 'warm', 'cool', 'bright', 'dim', 'rising', 'falling', 'switching'] as const),
  ...(['losing', 'become', 'rack', 'blur', 'sharpen', 'shallow', 'deep', 'travel', 'glint'] as const),
];
/** The picture as a whole, its parts near and far, and the light it lies in: what they do is light's or focus's. */
const WHOLE: readonly Sense[] = [
  ...(['light', 'sweep', 'glint', 'key', 'lit', 'daytime', 'focus', 'depth', 'background', 'foreground'] as const),
  ...(['camera', 'picture', 'we', 'rig', 'portion', 'warm', 'cool', 'bright', 'dim', 'pronoun', 'blur'] as const),
];
/** Where one is: when such a place gets darker, the picture does. */
const PLACES =
  /^(bedroom|bathroom|hallway|hall|corridor|lobby|attic|cellar|basement|garage|office|library|shop|store|boutique|showroom|restaurant|cafe|bar|diner|church|chapel|temple|cathedral|warehouse|factory|workshop|gallery|museum|theater|theatre|barn|cabin|cave|tunnel|house|building|facade|façade|exterior|street|alley|square|plaza|market|city|town|village|harbor|harbour|courtyard|terrace|balcony|garden|park|meadow|field|forest|wood|woods|jungle|valley|desert|beach|coast|shore|countryside|canyon|backyard|patio|apartment|loft|lounge|living room|picture|photo|half|side|corner|area|surface|table|tabletop|counter|wall|floor|shadow)s?$/;
/** More lights than one, each by itself: "bokeh lights dance behind the glass". */
const STIRRING = /^(dance|twinkle|drift|float|swirl|flow|race|streak|chase|wander|flit|dart|whirl|bob|stream)$/;
/** Of light, and no picture of a thing: "a reflection of light". */
const OF_LIGHT = /^(light|sunlight|sun|window|lamp|softbox|moonlight|candlelight|neon|gold|silver|strip)s?$/;

/** Whether what a run of words was taken for as light or focus is this very deed. `kinds`: the wishes that were read in it. */
export function isActed(words: readonly Word[], at: number, kinds: readonly Wish['kind'][]): boolean {
  const word = words[at];
  const subject = subjectBefore(words, at) ?? doerOf(words, at);
  if (word === undefined || isBodysWay(words, at) || isReflected(words, at)) return false;
  if (subject === undefined) return has(word, ...VERBS);
  const { kind, head } = subject;
  if (head.word === 'lights' && STIRRING.test(word.lemma)) return false;
  // Whatever light does, it was read as light's.
  if (kind === 'light' || kind === 'focus' || has(head, 'daytime')) return true;
  if (kinds.includes('focus_pull') && !has(word, 'shallow', 'deep'))
    return kind === 'camera' || isFocusVerb(words, at, kind === 'living');
  if (/^shadows?$/.test(head.word)) return /^(deepen|darken|fade|become|get|grow|turn|go)$/.test(word.lemma);
  if (isWhole(head)) return has(word, ...VERBS);
  // "The silk shimmers", "the rim catches a sparkle": light comes over it.
  return kinds.includes('light_sweep') && (has(word, 'shimmer') || word.lemma === 'catch');
}

/** Whether a noun is the picture as a whole, or its light. */
export function isWhole(head: Word): boolean {
  return has(head, ...WHOLE) || PLACES.test(head.word);
}

/** "The sun sinks behind the dunes": the light becomes another, and yet the sun itself stays where it is. */
function isBodysWay(words: readonly Word[], at: number): boolean {
  const isWay =
    /^(sink|set|rise|dip|drop|climb|descend|ascend|fall|move|slide|slip|crawl|travel|cross|pass)$/.test(
      words[at]?.lemma ?? '',
    ) ||
    (words[at]?.lemma === 'go' && words[at + 1]?.word === 'down') ||
    (words[at]?.lemma === 'come' && words[at + 1]?.word === 'up');
  return isWay && /^(sun|moon)$/.test(doerOf(words, at)?.head.word ?? '');
}

/** "A reflection of a passing car slides over the window", "the reflection in the puddle ripples": what is seen in it moves. */
function isReflected(words: readonly Word[], at: number): boolean {
  const mirrored = words.findIndex((word, index) => index < at && word.lemma === 'reflection');
  if (mirrored === -1) return false;
  if (/^(ripple|tremble|shake|wobble|waver|distort)$/.test(words[at]?.lemma ?? '')) return true;
  if (words[mirrored + 1]?.word !== 'of') return false;
  return !words.slice(mirrored + 2, at).some(({ word }) => OF_LIGHT.test(word));
}
