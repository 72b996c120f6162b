import { AMOUNTS, DIRECTIONS, FILLERS, GIVEN, JOINTS, NEGATIONS, type Saying, SAYINGS, TOWARD } from './sayings.js';

/** A piece of a prompt that says one thing. */
export interface Clause {
  /** As it was written. */
  readonly text: string;
  /** The camera move it names, or undefined. */
  readonly saying: Saying | undefined;
  /** Whether that move is what must not happen. */
  readonly isNegated: boolean;
  /** How much of it, 1 where nothing is said. */
  readonly amount: number;
  /** Words of direction, in order. */
  readonly directions: readonly string[];
  /** What the camera looks at or goes by ("to the label"); undefined where nothing is said. */
  readonly target: string | undefined;
  /** What is left when all that was understood is taken away, as it was written; empty when nothing is. */
  readonly rest: string;
}

/** Cuts a prompt into clauses, at punctuation and at words that join, and reads each. Nothing of it is lost between them. */
export function readClauses(prompt: string): readonly Clause[] {
  return prompt
    .split(/[,.;:!?()\n]+/)
    .flatMap(cutAtJoints)
    .map(readClause);
}

function cutAtJoints(sentence: string): readonly string[] {
  const clauses: string[][] = [[]];
  for (const word of sentence.split(/[\s-]+/).filter((part) => part !== '')) {
    if (JOINTS.has(word.toLowerCase())) clauses.push([]);
    else clauses.at(-1)?.push(word);
  }
  return clauses.filter((words) => words.length > 0).map((words) => words.join(' '));
}

/** Takes the words it knows out of a clause, one kind after the other; what is left is what nobody asked for in vain. */
function readClause(text: string): Clause {
  const written = text.split(' ');
  const words = written.map((word) =>
    word
      .toLowerCase()
      .replace(/[’]/g, "'")
      .replace(/[^a-z0-9']/g, ''),
  );
  const head = findSaying(words);
  const isNegated = head !== undefined && words.slice(0, head.at).some((word) => NEGATIONS.has(word));
  const after = head === undefined ? 0 : head.at + head.saying.words.length;
  const towardAt = head === undefined ? -1 : words.findIndex((word, index) => index >= after && TOWARD.has(word));
  // "closes in toward the label": what the saying itself ends on is the way there.
  const leadsOn = head !== undefined && TOWARD.has(words[after - 1] ?? '') && after < words.length;
  const targetAt = leadsOn ? after : towardAt;
  const end = targetAt === -1 ? words.length : targetAt;
  const isKnown = (word: string, index: number): boolean =>
    (head !== undefined && index >= head.at && index < after) ||
    FILLERS.has(word) ||
    AMOUNTS.has(word) ||
    (head !== undefined && DIRECTIONS.has(word)) ||
    (head !== undefined && NEGATIONS.has(word));
  const left = written.filter((_, index) => index < end && !isKnown(words[index] ?? '', index));
  return {
    text,
    saying: head?.saying,
    isNegated,
    amount: words.slice(0, end).reduce((amount, word) => AMOUNTS.get(word) ?? amount, 1),
    directions: head === undefined ? [] : words.slice(head.at, end).filter((word) => DIRECTIONS.has(word)),
    target: targetAt === -1 ? undefined : written.slice(targetAt).join(' '),
    rest: head === undefined && isGiven(words) ? '' : left.join(' '),
  };
}

/** The first saying, if nothing but words of manner stands before it: "cinnamon rolls" are no roll. */
function findSaying(words: readonly string[]): { readonly saying: Saying; readonly at: number } | undefined {
  for (let at = 0; at < words.length; at++) {
    const saying = SAYINGS.find((one) => one.words.every((word, index) => words[at + index] === word));
    if (saying !== undefined) return isThing(saying, words[at + saying.words.length]) ? undefined : { saying, at };
    const word = words[at] ?? '';
    if (!FILLERS.has(word) && !NEGATIONS.has(word) && !AMOUNTS.has(word)) return undefined;
  }
  return undefined;
}

/** A roll of film and a pan on the stove are no moves. */
function isThing({ kind }: Saying, next: string | undefined): boolean {
  return (kind === 'roll' || kind === 'pan') && (next === 'of' || next === 'on');
}

/** "The label stays sharp": whatever it is, a verb of rest, and nothing but rest after it. */
function isGiven(words: readonly string[]): boolean {
  const isQuiet = (word: string): boolean => GIVEN.has(word) || FILLERS.has(word) || AMOUNTS.get(word) === 1;
  const verb = words.findIndex((word) => GIVEN.has(word));
  return verb !== -1 && words.slice(verb).every((word) => isQuiet(word) || word === 'at' || word === 'gently');
}
