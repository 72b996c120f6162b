import { MANNER } from '../../grammar/subjects.js';
import { has, type Word } from '../../text/words.js';

/** Middles and wholes: the camera goes there anyway. */
const ANYWHERE =
  /^(centre|center|middle|frame|scene|image|picture|shot|stop|halt|rest|end|whole|view|it|subject|product|where)$/;

/** What a move goes to or looks at ("to the label", "on her hands"); undefined where nothing is said, or only a side. */
export function targetAfter(words: readonly Word[], at: number): string | undefined {
  const lead = words.findIndex(
    (one, index) =>
      index > at && /^(to|toward|towards|into|onto|on|at|until)$/.test(one.word) && !isSide(words, index + 1),
  );
  if (lead === -1) return undefined;
  const first = words.slice(lead + 1).find((one) => !has(one, 'determiner', ...MANNER));
  if (
    first === undefined ||
    first.measure !== undefined ||
    ANYWHERE.test(first.word) ||
    has(first, 'purpose', 'settle')
  )
    return undefined;
  return words
    .slice(lead + 1)
    .map(({ text }) => text)
    .join(' ');
}

/** "To the left", "to right". */
function isSide(words: readonly Word[], at: number): boolean {
  const next = has(words[at], 'determiner') ? words[at + 1] : words[at];
  return has(next, 'left', 'right', 'up', 'down');
}
