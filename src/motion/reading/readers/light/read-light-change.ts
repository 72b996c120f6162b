import { amountOf } from '../../grammar/manner.js';
import { MANNER, subjectBefore } from '../../grammar/subjects.js';
import type { LightWord, Piece, Wish } from '../../said.js';
import { has, type Word } from '../../text/words.js';
import type { Context, Reader } from '../reader.js';
import { COMPARATIVE, compared, listed, switched } from './light-names.js';
import { changeAt } from './light-verbs.js';

const NO_FLICKER = 'The built-in renderer changes light smoothly; it does not flicker or flash.';

const NO_FADE =
  'The built-in renderer makes one shot; it does not fade it in or out. “The light fades to black” is made.';

/** Words that say what a light is like, and not how far it goes: "a deep blue", "soft light". */
const OF_COLOUR = /^(deep|full|hard|soft|big|large|intense|rich)$/;

/** Light that becomes another: "the light warms", "dims to dusk", "resolves to a clean studio key". */
export const readLightChange: Reader = (words, context) => {
  if (words.some((word, at) => has(word, 'flicker') && subjectBefore(words, at)?.kind === 'light')) {
    return { ...action(words, { kind: 'other', isSubject: false, reason: NO_FLICKER }), reads: 'not_rendered' };
  }
  if (isFade(words) && context.subject !== 'light' && context.topic !== 'light')
    return { ...action(words, { kind: 'other', isSubject: false, reason: NO_FADE }), reads: 'not_rendered' };
  if (isElsewhere(words)) return undefined;
  const change = changeOf(words, context);
  if (change.length === 0) return undefined;
  const isToBlack =
    change.includes('dimmer') &&
    words.some(({ word }) => /^(black|blackness|darkness|pitch black|black out)$/.test(word));
  return action(words, {
    kind: 'light_change',
    change,
    amount: amountOf(words.filter(({ word }) => !OF_COLOUR.test(word))),
    ...(isToBlack ? { isToBlack } : {}),
  });
};

/** "Day turns to night outside the window": the hour is another out there, and the light of the picture stays what it is. */
function isElsewhere(words: readonly Word[]): boolean {
  const isHour = words.some((word) =>
    /^(day|night|morning|evening|afternoon|dawn|dusk|sunset|sunrise|sun|moon|sky|day to night)$/.test(word.word),
  );
  const isOut = words.some(
    ({ word }, at) =>
      /^(outside|outdoors)$/.test(word) ||
      (/^(beyond|behind|past)$/.test(word) &&
        words.slice(at + 1, at + 4).some((one) => /^(windows?|glass|panes?|door|blinds|curtains?)$/.test(one.word))),
  );
  return isHour && isOut && !words.some((word) => /^(room|scene|light|lighting|picture|interior)$/.test(word.word));
}

/** "Fade out": of the whole clip, as nothing else is named. */
function isFade(words: readonly Word[]): boolean {
  const at = words.findIndex((word) => word.lemma === 'fade');
  return (
    /^(in|out)$/.test(words[at + 1]?.word ?? '') &&
    words.every((word, index) => index === at || index === at + 1 || has(word, ...MANNER, 'determiner', 'filler'))
  );
}

function action(words: readonly Word[], wish: Wish): Piece {
  return { from: 0, to: words.length, reads: 'action', meaning: '', wishes: [wish] };
}

function changeOf(words: readonly Word[], context: Context): readonly LightWord[] {
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) continue;
    const change = COMPARATIVE.test(word.word)
      ? compared(words, at, context)
      : word.isVerb || word.word === 'lit'
        ? changeAt(words, at, context)
        : [];
    if (change.length > 0) return change;
  }
  return switched(words) ?? listed(words);
}
