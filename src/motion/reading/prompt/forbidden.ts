import type { Reading, Said } from '../said.js';
import type { Clause } from '../text/clauses.js';
import { has, type Word } from '../text/words.js';
import type { Sense } from '../words/lexicon.js';
import { standsIfDenied } from './settings.js';
import type { Transcript } from './transcript.js';

/** Moves that can be forbidden. */
const MOVES: readonly Sense[] = [
  ...(['pan', 'zoom', 'tilt', 'push', 'orbit', 'arc', 'pull', 'crane', 'truck', 'roll', 'handheld'] as const),
];

const STANDING = { kind: 'hold', isStep: false } as const;

/** What a prompt forbids. */
export class Forbidden {
  readonly #moves = new Set<string>();
  /** The sentence in which something was forbidden last. */
  #sentence: number | undefined;

  /** Whether any move is. */
  get hasMoves(): boolean {
    return this.#moves.size > 0;
  }

  /** Takes down what these words forbid. */
  forbid(words: readonly Word[], sentence: number): void {
    this.#sentence = sentence;
    for (const word of words) if (has(word, ...MOVES)) this.#moves.add(word.lemma);
  }

  /** "No cuts, zooms or shake": whether a clause is one more of what a list forbids; it is forbidden to its "or". */
  reaches(clause: Clause, readings: readonly Reading[]): boolean {
    const last = readings.findLast(({ reads }) => reads !== 'timing');
    const isListed =
      clause.link === 'list' && clause.isSetOff && clause.joint.length === 0 && clause.sentence === this.#sentence;
    return last?.reads === 'negation' && isListed && clause.isAlternative;
  }

  /** Takes down a heading whose value is "none": "zoom: none", "camera movement: off". */
  deny(transcript: Transcript, { words, sentence }: Clause): void {
    this.forbid(words, sentence);
    const said = { wish: STANDING, easing: undefined, time: undefined, isNext: false, sentence };
    if (standsIfDenied(words)) transcript.put(words, 'camera', '', [transcript.add(words, said)]);
    else transcript.put(words, 'negation', 'must not happen');
  }

  /** "No zoom, no pan": whoever forbids two moves and asks for none wants a camera that stands. */
  standIfMoves(transcript: Transcript): void {
    const isAsked = ({ wish }: Said): boolean => wish.kind === 'move' || wish.kind === 'hold' || wish.kind === 'turn';
    if (this.#moves.size < 2 || transcript.said.some(isAsked)) return;
    const said = { wish: STANDING, easing: undefined, time: undefined, isNext: false, sentence: 0 };
    transcript.tie(transcript.add([], said), 'negation');
  }
}
