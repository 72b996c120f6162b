import type { PhraseReading } from '../../phrase.js';
import { isMobile } from '../grammar/mobile.js';
import { subjectBefore } from '../grammar/subjects.js';
import type { Wish } from '../said.js';
import { has, type Word } from '../text/words.js';
import type { Sense } from '../words/lexicon.js';
import { isActed, isWhole } from './action-answers.js';
import { doerOf } from './doers.js';

const ENDS: readonly Sense[] = ['settle', 'speedup', 'snap', 'smooth', 'hold', 'static', 'ending', 'opening', 'repeat'];
const CAMERA: readonly Sense[] = [
  ...ENDS,
  ...(['zoom', 'vertigo', 'push', 'approach', 'pull', 'retreat', 'pan', 'gaze', 'truck', 'crane', 'rise'] as const),
  ...(['descend', 'tilt', 'roll', 'arc', 'orbit', 'spin', 'travel', 'handheld', 'become', 'switching'] as const),
];
/** What a move has, and no thing of the picture. */
const PACE =
  /^(speed|pace|rate|tempo|motion|movement|move|action|momentum|rotation|turn|sweep|shift|approach|drift|start|stop|end|ending|finish|beginning|everything|all|whole|it|that|which|reveal|transition|ride|flight|journey)$/;
const TURN: readonly Sense[] = [...ENDS, 'spin', 'turning', 'travel', 'become', 'orbit', 'roll'];

/**
 * Whether what a run of words was taken for says what becomes of one of its deeds. What is forbidden or left out is answered with all
 * its words; a move, an action or a turn answers for its own verbs alone; a description answers for none. `kinds`: the wishes read there;
 * `hasTurn`: whether a thing turns by then, so that what it does may be how that ends.
 */
export function answers(
  reads: PhraseReading,
  kinds: readonly Wish['kind'][],
  words: readonly Word[],
  at: number,
  hasTurn: boolean,
): boolean {
  switch (reads) {
    case 'not_rendered':
    case 'negation':
      return true;
    case 'camera':
      return doerOf(words, at)?.kind === 'camera' || (has(words[at], ...CAMERA) && !isOthers(words, at));
    case 'action':
      return isActed(words, at, kinds);
    case 'turn':
      return has(words[at], ...TURN) && doerOf(words, at)?.kind !== 'light';
    case 'timing':
      return has(words[at], ...ENDS, 'travel', 'become') && !isOthersPace(words, at, hasTurn);
    case 'stillness':
      // "The wheel comes to rest": it moved until then.
      if (words[at]?.lemma === 'come' && isOthersPace(words, at, hasTurn)) return false;
      return has(words[at], ...ENDS, 'become', 'sharp');
    case 'style':
      return false;
  }
}

/** "Push in while the train slows to a stop": how somebody else goes, and not how the camera does. */
function isOthersPace(words: readonly Word[], at: number, hasTurn: boolean): boolean {
  const subject = subjectBefore(words, at);
  if (
    subject === undefined ||
    isWhole(subject.head) ||
    (has(subject.head, ...CAMERA) && !has(subject.head, 'partSpinning')) ||
    PACE.test(subject.head.word)
  )
    return false;
  return subject.kind === 'living' || (subject.kind === 'thing' && !hasTurn);
}

/** "Push in the man waves": somebody who is not the camera does it. */
function isOthers(words: readonly Word[], at: number): boolean {
  const doer = doerOf(words, at);
  if (doer?.kind === 'living') return true;
  // "Dolly out from the boat drifting away", "pan with the sun crossing the sky".
  const isMoving = words[at]?.word.endsWith('ing') === true && words[at - 1] === doer?.head && isMobile(doer?.head);
  const isFinite = words[at]?.form === 's' || words[at]?.lemma === 'arrive';
  return (doer?.kind === 'thing' && isFinite) || isMoving;
}
