import { has, type Word } from '../../text/words.js';
import type { Reader } from '../reader.js';

/** How much of the scene a framing shows, from the widest. */
const WIDTHS: readonly RegExp[] = [
  /^(establishing|ultra wide|els)$/,
  /^(wide|opens? wide|opening wide|wide shot|wide angle|full|ws)$/,
  /^(medium|medium shot|ms)$/,
  /^(medium close up|mcu)$/,
  /^(close|close up|closeup|tight|cu)$/,
  /^(extreme close up|macro|ecu)$/,
];
const GOALS = /^(to|into|→|⇒|>)$/;

/** How close the first framing that words name is, from 0; undefined where they name none. A wide river is no framing. */
export function framingOf(words: readonly Word[]): number | undefined {
  const at = words.findIndex((_, index) => isFraming(words, index));
  return at === -1 ? undefined : closenessOf(words[at]);
}

/** The move that leads from one framing to another; undefined where they are the same. */
export function moveBetween(from: number, to: number): 'push_in' | 'pull_out' | undefined {
  if (from === to) return undefined;
  return from < to ? 'push_in' : 'pull_out';
}

/** "From a wide shot to a close-up": a move that is named by its ends. */
export const readReframing: Reader = (words) => {
  const move = reframing(words);
  if (move === undefined) return undefined;
  const wish = { kind: 'move', move, sides: {}, amount: { factor: 1 } } as const;
  return { from: 0, to: words.length, reads: 'camera', meaning: '', wishes: [wish] };
};

/** The move that words name by its two framings; undefined where they name none. A cut is no move. */
export function reframing(words: readonly Word[]): 'push_in' | 'pull_out' | undefined {
  if (words.some(({ word }) => /^(cut|cuts|cutting|jump|jumps|switch|switches)$/.test(word))) return undefined;
  const goal = words.findIndex(({ word }, at) => GOALS.test(word) && framingOf(words.slice(at + 1)) !== undefined);
  if (goal === -1) return undefined;
  const [from, to] = [framingOf(words.slice(0, goal + 1)), framingOf(words.slice(goal + 1))];
  return from === undefined || to === undefined ? undefined : moveBetween(from, to);
}

function closenessOf(word: Word | undefined): number | undefined {
  const at = WIDTHS.findIndex((width) => width.test(word?.word ?? ''));
  return at === -1 ? undefined : at;
}

function isFraming(words: readonly Word[], at: number): boolean {
  if (closenessOf(words[at]) === undefined) return false;
  const next = words[at + 1];
  return next === undefined || has(next, 'preposition', 'picture', 'list') || GOALS.test(next.word);
}
