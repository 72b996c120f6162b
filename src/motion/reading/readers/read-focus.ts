import type { InFocus } from '../../actions.js';
import { amountOf } from '../grammar/manner.js';
import type { Piece } from '../said.js';
import { isPreposition, MANNER, subjectBefore } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';
import { isAllBut, isAllSharp, isBlurToSharp, isInBack, isKeptSharp, isSharpAgain } from './focus-words.js';
import { isFocusVerb, isPassing, leadsTo } from './focus-verbs.js';
import type { Context, Reader } from './reader.js';

/** What is sharp before something comes into focus, in a still where everything is. */
const LOST: Readonly<Record<InFocus, InFocus | undefined>> = {
  everything: 'nothing',
  subject: 'background',
  background: 'subject',
  nothing: undefined,
};

/** A pull of focus: "rack focus to the label", "the background falls out of focus", "depth of field becomes shallow". */
export const readFocus: Reader = (words, context) => {
  const to = focusOf(words, context);
  if (to === undefined) return undefined;
  const from = sourceOf(words) ?? (words.some((word) => has(word, 'sharpen')) ? LOST[to] : undefined);
  const start = from === undefined || from === to ? {} : { from };
  const wish = { kind: 'focus_pull', to, ...start, amount: amountOf(words) } as const;
  return { from: 0, to: words.length, reads: 'action', meaning: '', wishes: [wish] } satisfies Piece;
};

function focusOf(words: readonly Word[], context: Context): InFocus | undefined {
  const isPulled = words.some((word) => has(word, 'rack', 'focus', 'depth') && !has(word, 'sharp'));
  // "By the end everything is in focus".
  const isReached = (context.isNext || context.isLast) && !isKeptSharp(words);
  if ((isPulled || isReached) && isAllSharp(words)) return 'everything';
  const isOnlySharp = words.every((word) => has(word, 'sharp', 'be', 'pronoun', 'filler') || has(word, ...MANNER));
  // "Blurred at first, then sharp".
  if (isBlurToSharp(words) || (context.isNext && isOnlySharp && has(words.at(-1), 'sharp'))) return 'everything';
  if (isAllBut(words)) return 'subject';
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) continue;
    // "Focus: shifts to the background".
    if (
      context.topic === 'focus' &&
      word.isVerb &&
      has(word, 'travel', 'become', 'pull', 'rack') &&
      isSubjectless(words, at)
    )
      return goalOf(words, at);
    const to = has(word, 'rack')
      ? racked(words, at)
      : has(word, 'focus') || word.lemma === 'focus'
        ? shifted(words, at)
        : has(word, 'depth')
          ? deepened(words)
          : has(word, 'blur') || isSoft(words, at)
            ? blurred(words, at, context)
            : has(word, 'sharpen') || isSharpAgain(words, at)
              ? sharpened(words, at, context)
              : undefined;
    if (to !== undefined) return to;
  }
  return undefined;
}

function isSubjectless(words: readonly Word[], at: number): boolean {
  return subjectBefore(words, at) === undefined;
}

/** "Rack focus from the ring to the couple": to where it goes. */
function racked(words: readonly Word[], at: number): InFocus | undefined {
  const word = words[at];
  if (word?.lemma === 'rack') {
    // A rack in the kitchen.
    const next = words[at + 1];
    if (has(words[at - 1], 'determiner', 'preposition') || !has(next, 'preposition', 'focus')) return undefined;
    if (!/^(to|from|onto)$/.test(next?.word ?? '') && !has(next, 'focus')) return undefined;
  }
  const goal = goalOf(words, at) ?? 'subject';
  // From one subject to another: the other is behind it.
  return isForward(words) && goal === 'subject' ? 'background' : goal;
}

/** "The focus shifts to", "shift the focus from … to …", "focus drifts from …". */
function shifted(words: readonly Word[], at: number): InFocus | undefined {
  const isMoved = words.some(
    (word) =>
      word.isVerb &&
      has(word, 'travel', 'become', 'sweeping', 'snap', 'pull', 'push', 'rack', 'settle', 'truck', 'happens') &&
      // "A hand-painted cup".
      !(word.form === 'ed' && word.gap === 'hyphen') &&
      !has(word, 'focus', 'purpose'),
  );
  const lead = words[at - 1]?.word ?? '';
  if (/^(in|into|out of)$/.test(lead) && !isMoved) return undefined;
  if (isMoved)
    return (
      goalOf(words, at) ??
      (words[at]?.word === 'focus' && words.some((word) => word.word === 'from') ? 'background' : undefined)
    );
  // An order: "focus on the label".
  const isOrder =
    words.slice(0, at).every((word) => has(word, 'filler', 'slow', 'smooth', 'camera', 'determiner')) &&
    words[at + 1]?.word === 'on';
  return isOrder ? goalOf(words, at) : undefined;
}

/** "From the flowers in the foreground". */
function isForward(words: readonly Word[]): boolean {
  const from = words.findIndex((word) => word.word === 'from');
  const end = words.findIndex((word, at) => at > from && word.word === 'to');
  return from !== -1 && end !== -1 && words.slice(from, end).some((word) => has(word, 'foreground'));
}

function deepened(words: readonly Word[]): InFocus | undefined {
  const isChange = words.some(
    (word) =>
      word.isVerb &&
      word.form !== 'ed' &&
      has(word, 'become', 'shallow', 'deep', 'rising', 'falling') &&
      !isBare(words, word),
  );
  const isMade =
    words.some((word) => word.lemma === 'make' && word.form === 'base') && has(words.at(-1), 'shallow', 'deep');
  const isLess = isMade || words.some((word) => /^(shallower|narrower|thinner)$/.test(word.word));
  const isMore = words.some((word) => word.word === 'deeper' || word.word === 'wider');
  if (!isChange && !isLess && !isMore) return undefined;
  return words.some((word) => has(word, 'shallow'))
    ? 'subject'
    : words.some((word) => has(word, 'deep'))
      ? 'everything'
      : undefined;
}

/** "Narrow depth of field": an adjective, not a verb. */
function isBare(words: readonly Word[], word: Word): boolean {
  const next = words[words.indexOf(word) + 1];
  return word.form === 'base' && has(next, 'depth');
}

function blurred(words: readonly Word[], at: number, context: Context): InFocus | undefined {
  const word = words[at];
  // "Everything dissolves into bokeh": who does it stands before the verb.
  const verb = words.findIndex((one, index) => index < at && one.isVerb && one.form !== 'base' && one.form !== 'ed');
  const subject = subjectBefore(words, verb > 0 ? verb : at);
  const isVerb = word?.isVerb === true && word.form !== 'ed' && !isPassing(words, at);
  const isBecoming = words.slice(0, at).some(
    (one, index) =>
      one.isVerb &&
      has(one, 'become', 'travel', 'falling', 'happens', 'descend', 'sweeping', 'rising') &&
      leadsTo(words, index, at) &&
      // "Guests applaud out of focus": how they are.
      (subject?.kind !== 'living' || has(one, 'travel') || isFocusVerb(words, index, false)),
  );
  const isMade = words.slice(0, at).some((one) => /^(make|let|get|turn|have)$/.test(one.lemma) && one.form === 'base');
  // "Increase the bokeh".
  const isMore = words
    .slice(0, at)
    .every((one) => has(one, 'determiner', 'rising', 'carrier', 'filler', 'slow', 'slight'));
  if (
    /^(bokeh|blur|a blur)$/.test(word?.word ?? '') &&
    isMore &&
    at > 0 &&
    words.slice(0, at).some((one) => one.lemma === 'increase' || one.lemma === 'add')
  )
    return 'subject';
  if (subject === undefined) {
    // "Blur the background", "throw the background out of focus".
    const object = words.find((one) => has(one, 'background', 'foreground', 'picture'));
    const isOrder =
      isVerb &&
      at <= 1 &&
      words.slice(0, at).every((one) => has(one, 'filler', 'slow', 'slight', 'smooth')) &&
      has(words[at + 1], 'determiner', 'background');
    // "Blur his face" changes the picture, and is no pull of focus.
    if (isOrder && object === undefined && words.slice(at + 2).some((one) => !has(one, 'lit', 'filler', 'pronoun')))
      return undefined;
    if (isOrder) return object === undefined ? 'nothing' : otherThan(object);
    return isVerb && word.form === 's' && context.subject === 'focus' ? 'nothing' : undefined;
  }
  // "The light becomes softer".
  if (has(subject.head, 'light')) return undefined;
  if (isVerb && word.lemma === 'soften' && !has(subject.head, 'background', 'foreground', 'focus')) return undefined;
  if (!isVerb && !isBecoming && !isMade) return undefined;
  if (words.slice(0, at).some(({ word: small }) => /^(but|except)$/.test(small))) return 'subject';
  return otherThan(backgroundOf(words.slice(0, at)) ?? subject.head);
}

/** "The background goes soft". */
function isSoft(words: readonly Word[], at: number): boolean {
  const isBecoming = has(words[at - 1], 'become', 'falling') && words[at - 1]?.isVerb === true;
  return (
    /^(soft|softer|hazy)$/.test(words[at]?.word ?? '') &&
    isBecoming &&
    words.some((word) => has(word, 'background', 'foreground'))
  );
}

/** Who else is sharp when this one is not. */
function otherThan(word: Word): InFocus {
  if (has(word, 'background')) return 'subject';
  return has(word, 'lit', 'picture', 'camera', 'we', 'focus') || /^(everything|all|world)$/.test(word.word)
    ? 'nothing'
    : 'background';
}

function backgroundOf(words: readonly Word[]): Word | undefined {
  return words.find((word) => has(word, 'background'));
}

function sharpened(words: readonly Word[], at: number, context: Context): InFocus | undefined {
  const word = words[at];
  const subject = subjectBefore(words, at);
  const isBecoming =
    words.slice(0, at).some((one) => one.isVerb && !has(one, 'posture', 'hold')) ||
    /^(come|become|get|gain|find|grow|back)/.test(word?.word ?? '');
  const isVerb = word?.isVerb === true && word.form !== 'ed';
  if (!isBecoming && !isVerb) return undefined;
  // "She sharpens the knife".
  if (word?.lemma === 'sharpen' && subject?.kind === 'living' && has(words[at + 1], 'determiner')) return undefined;
  // "Sharpen from blur".
  if (subject === undefined && words[at + 1]?.word === 'from') return 'everything';
  const named = subject?.head ?? words.slice(at + 1).find((one) => !has(one, 'determiner') && !isPreposition(one));
  if (named === undefined) return (context.subject ?? 'camera') === 'camera' ? 'everything' : 'subject';
  return /^(everything|all|scene|image|picture|frame)$/.test(named.word)
    ? 'everything'
    : targetKind([named, ...words.slice(0, at)]);
}

/** What is named after "to", "on", "onto". */
function goalOf(words: readonly Word[], at: number): InFocus | undefined {
  const goal = words.findLastIndex((word, index) => index > at && /^(to|onto|on|toward|towards|into)$/.test(word.word));
  const bare = words.slice(at + 1).some((word) => has(word, 'background')) ? 'background' : undefined;
  if (goal === -1) return words.some((word) => word.word === 'from') ? undefined : bare;
  const first = words.findIndex((word, index) => index > at && /^(to|onto|on|toward|towards|into)$/.test(word.word));
  return targetKind(words.slice(Math.min(first, goal) + 1));
}

function targetKind(words: readonly Word[]): InFocus {
  const noun = words.find((word) => !has(word, 'determiner', 'slow', 'style'));
  const isBehind =
    words.some((word) => has(word, 'background') || /^(behind|beyond|outside)$/.test(word.word)) || isInBack(words);
  if (noun !== undefined && /^(everything|all)$/.test(noun.word)) return 'everything';
  return isBehind ? 'background' : 'subject';
}

/** What is named after "from". */
function sourceOf(words: readonly Word[]): InFocus | undefined {
  const from = words.findIndex((word) => word.word === 'from');
  if (from === -1) return undefined;
  const end = words.findIndex((word, at) => at > from && /^(to|onto|toward|towards|into)$/.test(word.word));
  return targetKind(words.slice(from + 1, end === -1 ? words.length : end));
}
