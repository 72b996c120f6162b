import { numberAt } from './numbers.js';
import { has, type Measure, merge, type Word } from './words.js';
import { TURN_WORDS } from '../words/time-words.js';

/** Makes every size ("30°", "ten degrees", "2x", "15 %", "a quarter turn") one word that says what it measures. */
export function readMeasures(prompt: string, words: readonly Word[]): readonly Word[] {
  const read: Word[] = [];
  for (let at = 0; at < words.length;) {
    const found = words[at]?.time === undefined ? (turnAt(words, at) ?? measureAt(words, at)) : undefined;
    const length = found === undefined ? 1 : found.end - at;
    const run = words.slice(at, at + length);
    if (found === undefined) read.push(...run);
    else
      read.push(
        merge(prompt, run, { measure: found.measure, senses: new Set(found.isTurn ? ['spin'] : []), form: 'base' }),
      );
    at += length;
  }
  return read;
}

interface Found {
  readonly measure: Measure;
  readonly end: number;
  readonly isTurn: boolean;
}

/** Turns by their first word. */
const TURNS = new Map<
  string,
  { readonly turn: string; readonly parts: readonly string[]; readonly degrees: number }[]
>();
for (const [turn, degrees] of TURN_WORDS) {
  const parts = turn.split(' ');
  const first = parts[0] ?? '';
  TURNS.set(first, [...(TURNS.get(first) ?? []), { turn, parts, degrees }]);
}

function turnAt(words: readonly Word[], at: number): Found | undefined {
  const first = words[at]?.word ?? '';
  for (const { turn, parts, degrees } of TURNS.get(first) ?? []) {
    if (!parts.every((part, index) => words[at + index]?.word === part)) continue;
    return { measure: { unit: 'degrees', value: degrees }, end: at + parts.length, isTurn: !turn.includes('circle') };
  }
  return undefined;
}

function measureAt(words: readonly Word[], at: number): Found | undefined {
  const word = words[at]?.word;
  if (
    word === 'a' ||
    word === 'an' ||
    word === 'few' ||
    (word === 'half' && !words.slice(at + 1, at + 3).some((one) => has(one, 'orbit', 'arc')))
  )
    return undefined;
  // "Half an orbit" and "a quarter arc" are the camera's: only the size is taken.
  const share = word === 'quarter' ? 90 : word === 'half' ? 180 : word === 'full' ? 360 : 0;
  const noun = has(words[at + 1], 'determiner') ? at + 2 : at + 1;
  if (share > 0 && has(words[noun], 'orbit', 'arc'))
    return { measure: { unit: 'degrees', value: share }, end: noun, isTurn: false };
  const number = numberAt(words, at);
  if (number === undefined) return undefined;
  const { value, end } = number;
  const unit = words[end];
  const isNear = unit !== undefined && /^(none|space|hyphen)$/.test(unit.gap);
  const found = (name: Measure['unit'], after: number): Found => ({
    measure: { unit: name, value },
    end: after,
    isTurn: false,
  });
  if (isNear && has(unit, 'degree')) return found('degrees', end + 1);
  if (isNear && has(unit, 'percent')) return found('percent', end + 1);
  if (isNear && has(unit, 'times') && numberAt(words, end + 1) === undefined) return found('times', end + 1);
  const isBareTurn =
    /^(90|180|270|360)$/.test(word ?? '') && isNear && has(unit, 'spin', 'orbit', 'arc', 'travel', 'pan');
  return isBareTurn ? found('degrees', end) : undefined;
}
