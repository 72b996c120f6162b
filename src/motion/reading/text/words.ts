import type { TimeSaid } from './times.js';
import { type Token, tokenise } from './tokens.js';
import type { Form } from '../words/inflect.js';
import { NOUNS_IN_ING } from '../words/scene-words.js';
import { type Entry, longestFrom, lookUp, type Sense } from '../words/lexicon.js';
import { joinAt, wordsOfTag } from '../words/run-together.js';
import { isFromMeant, isInMeant, spelled } from '../words/spelling.js';

/** A size as it was said. */
export interface Measure {
  readonly unit: 'degrees' | 'percent' | 'times';
  readonly value: number;
}

/** A word or an expression of a prompt with what is known of it. */
export interface Word extends Token {
  /** Lower case, without marks on letters and without 's; the words of an expression with spaces between. */
  readonly word: string;
  readonly lemma: string;
  readonly form: Form;
  readonly senses: ReadonlySet<Sense>;
  /** Whether it can be a verb. Of a word that no table knows: whether it ends in -ing. */
  readonly isVerb: boolean;
  /** Of an expression of time. */
  readonly time?: TimeSaid;
  /** Of an expression of size. */
  readonly measure?: Measure;
}

const NO_SENSES: ReadonlySet<Sense> = new Set();
const LIVING: ReadonlySet<Sense> = new Set(['living']);
const NOBODY = /^(talisman|ottoman|caiman|german|roman|specimen|regimen|abdomen|acumen)$/;

/** The words of a prompt; expressions that the tables know are one word. */
export function readWords(prompt: string): readonly Word[] {
  const tokens = tokenise(prompt).flatMap((token) => parted(prompt, token));
  const plain = tokens
    .map(({ text }) => normalise(text))
    .map((word, at, all) => (isFromMeant(word, all[at + 1]) ? 'from' : isInMeant(word, all[at - 1]) ? 'in' : word))
    .map((word, at, all) => sideMeant(tokens[at]?.text ?? '', all[at - 1] ?? '') ?? word);
  const words: Word[] = [];
  for (let at = 0; at < tokens.length;) {
    const { length, entry } = longestEntry(
      tokens,
      plain,
      at,
      isWay(words, plain, at) || isFading(words, plain, at) || isOutOf(words, plain, at),
    );
    const first = tokens[at];
    if (first === undefined) break;
    words.push(join(prompt, tokens.slice(at, at + length), plain.slice(at, at + length).join(' '), entry));
    at += length;
  }
  return numbered(prompt, words);
}

/** "1. Push in 2. hold": numbers that count steps, each of which comes after the one before. */
function numbered(prompt: string, words: readonly Word[]): readonly Word[] {
  let count = 0;
  const counted = new Set<number>();
  words.forEach((word, at) => {
    const isStep = word.word === String(count + 1) && /^[.)]\s$/.test(prompt.slice(word.end, word.end + 2));
    if (!isStep || (count === 0 && at > 0 && word.gap !== 'line' && word.gap !== 'colon')) return;
    count += 1;
    counted.add(at);
  });
  if (count < 2) return words;
  return words.map((word, at) => {
    if (counted.has(at)) return { ...word, gap: 'line', senses: new Set<Sense>([at === 0 ? 'filler' : 'next']) };
    return counted.has(at - 1) ? { ...word, gap: 'space' } : word;
  });
}

/** Whether a word can be taken in one of these senses. */
export function has(word: Word | undefined, ...senses: readonly Sense[]): boolean {
  if (word === undefined || word.senses.size === 0) return false;
  for (const sense of senses) if (word.senses.has(sense)) return true;
  return false;
}

/** Several words made one, which keeps the gap of the first. */
export function merge(prompt: string, words: readonly Word[], extra: Partial<Word>): Word {
  return { ...join(prompt, words, words.map(({ word }) => word).join(' '), undefined), ...extra };
}

/** "Whip pan R", "truck L": as shot lists write where to. */
function sideMeant(text: string, before: string): string | undefined {
  if (text !== 'L' && text !== 'R') return undefined;
  const senses = lookUp(before)?.senses;
  const isMove = (['pan', 'tilt', 'truck', 'arc', 'orbit', 'roll', 'zoom', 'camera', 'travel'] as const).some((one) =>
    senses?.has(one),
  );
  return isMove || before === 'frame' ? (text === 'L' ? 'left' : 'right') : undefined;
}

function longestEntry(
  tokens: readonly Token[],
  plain: readonly string[],
  at: number,
  isAlone: boolean,
): { readonly length: number; readonly entry: Entry | undefined } {
  let most = Math.min(isAlone ? 1 : longestFrom(plain[at] ?? ''), tokens.length - at);
  // An expression does not reach over a comma.
  for (let next = 1; next < most; next++) if (!isJoined(tokens[at + next])) most = next;
  for (let length = most; length > 0; length--) {
    const entry = lookUp(plain.slice(at, at + length).join(' '));
    if (entry !== undefined) return { length, entry };
  }
  return { length: 1, entry: undefined };
}

/** Whether "right" says where to, though "right as" and "right at" are expressions: "pans right as she walks". */
function isWay(words: readonly Word[], plain: readonly string[], at: number): boolean {
  if (plain[at] !== 'right') return false;
  const before = words.findLast((word) => !has(word, 'slow', 'fast', 'slight', 'smooth'));
  if (has(before, 'pan', 'tilt', 'truck', 'arc', 'orbit', 'roll')) return true;
  // "Moves right in on her face".
  return plain[at + 1] !== 'in' && has(before, 'travel', 'gaze', 'spin');
}

/** "Zoom out of the kitchen" goes out, and "walks out of the kitchen" somewhere. */
function isOutOf(words: readonly Word[], plain: readonly string[], at: number): boolean {
  const isExpression = plain[at + 1] === 'of' && !/^(focus|sharpness|frame|view)$/.test(plain[at + 2] ?? '');
  return plain[at] === 'out' && isExpression && has(words.at(-1), 'zoom', 'pull');
}

/** "The light fades to black" is light's, "fades to black" the whole film's. */
function isFading(words: readonly Word[], plain: readonly string[], at: number): boolean {
  const before = words.findLast((word) => !has(word, 'slow', 'fast', 'smooth', 'auxiliary'));
  return /^fad(e|es|ing)$/.test(plain[at] ?? '') && has(before, 'light', 'lit');
}

function isJoined(token: Token | undefined): boolean {
  return token?.gap === 'space' || token?.gap === 'hyphen' || token?.gap === 'none';
}

function join(prompt: string, tokens: readonly Token[], word: string, entry: Entry | undefined): Word {
  const start = tokens[0]?.start ?? 0;
  const end = tokens.at(-1)?.end ?? start;
  return {
    text: prompt.slice(start, end),
    start,
    end,
    gap: tokens[0]?.gap ?? 'none',
    word,
    lemma: entry?.lemma ?? word,
    form: NOUNS_IN_ING.has(word) ? 'base' : (entry?.form ?? guessForm(word)),
    senses: entry?.senses ?? (isSomebody(word) ? LIVING : NO_SENSES),
    isVerb: !NOUNS_IN_ING.has(word) && (entry?.isVerb ?? guessForm(word) === 'ing'),
  };
}

function normalise(text: string): string {
  const plain = text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/’/g, "'");
  return lookUp(plain) === undefined ? spelled(plain.replace(/'s?$/, '')) : plain;
}

/** "Zoomin" is two words, "#slowzoomin" three. */
function parted(prompt: string, token: Token): readonly Token[] {
  const length = joinAt(token.text.toLowerCase());
  const texts =
    prompt[token.start - 1] === '#'
      ? wordsOfTag(token.text)
      : length === undefined
        ? [token.text]
        : [token.text.slice(0, length), token.text.slice(length)];
  if (texts.length === 1) return [token];
  let start = token.start;
  return texts.map((text, at) => {
    const part = { ...token, text, start, end: start + text.length, gap: at === 0 ? token.gap : ('none' as const) };
    start = part.end;
    return part;
  });
}

/** "Fishermen", "a saleswoman": whoever it is, by the ending of the word. */
function isSomebody(word: string): boolean {
  return /^[a-z]{3,}(man|men|woman|women|person|people)$/.test(word) && !NOBODY.test(word);
}

/** Of a word that no table knows, by its ending. */
function guessForm(word: string): Form {
  if (/^[a-z]{3,}ing$/.test(word)) return 'ing';
  if (/^[a-z]{2,}ed$/.test(word)) return 'ed';
  return /^[a-z]{2,}[^su]s$/.test(word) ? 's' : 'base';
}
