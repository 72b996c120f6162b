import type { PromptRead } from '../said.js';
import { cutClauses } from '../text/clauses.js';
import { readMeasures } from '../text/measures.js';
import { readTimes } from '../text/times.js';
import { has, readWords } from '../text/words.js';
import { PromptReader } from './prompt-reader.js';

/** Reads a prompt for all it wishes. `durationSec` turns its seconds into shares. */
export function readPrompt(prompt: string, durationSec: number): PromptRead {
  const words = readMeasures(prompt, readTimes(prompt, readWords(prompt), durationSec));
  const clauses = cutClauses(words);
  const first = new PromptReader(durationSec, new Set()).read(clauses);
  // "Warm light" is a wish where its sentence asks for something, and scenery elsewhere: that is known after one reading.
  const directing = new Set(first.said.filter(({ wish }) => wish.kind !== 'other').map(({ sentence }) => sentence));
  const hasLight = words.some((word) => has(word, 'light', 'key'));
  return hasLight && directing.size > 0 ? new PromptReader(durationSec, directing).read(clauses) : first;
}
