import { amountOf } from '../../grammar/manner.js';
import { MANNER, subjectBefore } from '../../grammar/subjects.js';
import { has, type Word } from '../../text/words.js';
import type { Sense } from '../../words/lexicon.js';
import { beforeHappening } from './before-happening.js';
import type { Reader } from '../reader.js';

/** Words of unsteadiness that a thing can do as well. */
const ANYBODYS = /^(shak|wobbl|jitter)/;
const FILM: readonly Sense[] = ['zoom', 'push', 'pan', 'tilt', 'pull', 'truck', 'arc', 'orbit'];
/** What may follow; a handheld fan is a thing. */
const FOLLOWS: readonly Sense[] = [
  ...MANNER,
  ...FILM,
  ...(['camera', 'picture', 'travel', 'filler', 'preposition', 'handheld', 'list'] as const),
];

/** An unsteady camera: "handheld", "a bit of camera shake", "the camera breathes"; a move that follows is read by itself. */
export const readHandheld: Reader = (words, context) => {
  // "Shaky hand-held camera": what can only be the camera's says whose it is.
  const sure = words.findIndex((word) => has(word, 'handheld') && !ANYBODYS.test(word.word));
  const at = sure === -1 ? words.findIndex((word, index) => has(word, 'handheld') || isSwaying(words, index)) : sure;
  const word = words[at];
  if (word === undefined) return undefined;
  const subject = subjectBefore(words, at);
  const isNobodys =
    !ANYBODYS.test(word.word) || has(words[at + 1], 'camera') || (context.subject ?? 'camera') === 'camera';
  const isCameras = subject === undefined ? isNobodys : subject.kind === 'camera';
  const next = words[at + 1];
  const isFootage =
    has(words[at + 2], 'picture', 'camera') ||
    /^(feel|look|vibe|energy|aesthetic|quality|effect|sway|swaying|bob|bobbing|drift|tremor|realism|intimacy|urgency|style|breathing)$/.test(
      next?.word ?? '',
    );
  if (!isCameras || (next !== undefined && !has(next, ...FOLLOWS) && !isFootage)) return undefined;
  const wish = { kind: 'move', move: 'handheld', sides: {}, amount: amountOf(words) } as const;
  const move = words.findIndex(
    (one, index) => index > at && (has(one, ...FILM) || (has(one, 'travel') && index > at + 2)),
  );
  const to = Math.min(move === -1 ? words.length : move, beforeHappening(words, at));
  return { from: 0, to, reads: 'camera', meaning: '', wishes: [wish] };
};

/** The verbs of an unsteady hand, when the camera does it. */
function isSwaying(words: readonly Word[], at: number): boolean {
  const isVerb = /^(breathe|sway|bob|tremble|quiver|rock|vibrate)$/.test(words[at]?.lemma ?? '');
  const subject = isVerb ? subjectBefore(words, at) : undefined;
  if (subject?.kind !== 'camera') return false;
  // "A view of waves crashing on the rocks".
  const between = words.slice(words.indexOf(subject.head) + 1, at);
  return !between.some((one) => has(one, 'preposition', 'determiner'));
}
