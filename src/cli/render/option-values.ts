import { CRF_RANGE } from '../../tasks/local/render-request.js';
import { AppError } from '../../contract/errors.js';
import { PUBLISH_TO } from '../../contract/publish-to.js';

/** Largest seed: what the models of the field accept. */
export const SEED_MAX = 2_147_483_647;

/** The most that a task's budget may be. */
const BUDGET_MAX_USD = 1_000_000;

/**
 * Seconds, as a plain decimal number. Which lengths a model makes is the model's to say.
 * @throws AppError `bad_usage` for what is no number, and for 0
 */
export function parseDurationSec(text: string): number {
  const seconds = parseDecimal(text);
  if (seconds === undefined || seconds <= 0) {
    throw badValue(
      '--duration',
      text,
      'is not a length in seconds',
      'Give seconds as a number from 1 to 15, such as 5 or 2.5.',
    );
  }
  return seconds;
}

/**
 * A seed: a whole number from 0 to {@link SEED_MAX}.
 * @throws AppError `bad_usage`
 */
export function parseSeed(text: string): number {
  const seed = parseDecimal(text);
  if (seed === undefined || !Number.isInteger(seed) || seed < 0 || seed > SEED_MAX) {
    throw badValue('--seed', text, 'is not a seed', `Give a whole number from 0 to ${SEED_MAX}.`);
  }
  return seed;
}

/**
 * x264's constant rate factor: 1 (largest and truest) to 51, decimals included. Below 1 x264 turns lossless, which its High
 * profile does not have.
 * @throws AppError `bad_usage`
 */
export function parseCrf(text: string): number {
  const crf = parseDecimal(text);
  const { min, max } = CRF_RANGE;
  if (crf === undefined || crf < min || crf > max) {
    throw badValue(
      '--crf',
      text,
      'is not a rate factor',
      `Give a number from ${min} (largest file) to ${max}; 18 looks lossless.`,
    );
  }
  return crf;
}

/**
 * A point of the still, as fractions of its width and height from the top left corner.
 * @throws AppError `bad_usage`
 */
export function parseFocus(text: string): { readonly x: number; readonly y: number } {
  const [x, y, ...rest] = text.split(',').map((part) => parseDecimal(part.trim()));
  const inside = (share: number | undefined): share is number => share !== undefined && share >= 0 && share <= 1;
  if (!inside(x) || !inside(y) || rest.length > 0) {
    const todo = 'Give the point to keep as shares of width and height, such as 0.5,0.3 (0,0 is the top left corner).';
    throw badValue('--focus', text, 'is not a point of the still', todo);
  }
  return { x, y };
}

/**
 * Dollars, above 0.
 * @throws AppError `bad_usage`
 */
export function parseBudgetUsd(text: string): number {
  const usd = parseDecimal(text);
  if (usd === undefined || usd <= 0 || usd > BUDGET_MAX_USD) {
    const todo = `Give dollars above 0 and up to ${BUDGET_MAX_USD}, such as 1.50.`;
    throw badValue('--budget', text, 'is not a sum of dollars', todo);
  }
  return usd;
}

/**
 * A place in a bucket; the server, whose key opens it, reads it further.
 * @throws AppError `bad_usage`
 */
export function parsePublishTo(text: string): string {
  if (PUBLISH_TO.test(text)) return text;
  const todo = 'Write it like s3://bucket/folder/{name}.mp4?endpoint=https://host&region=eu-west-1, in quotes.';
  throw badValue('--to', text, 'is no place in a bucket', todo);
}

/** Only plain decimals: `Number` alone would take `''`, `0x10`, `1e3` and `Infinity`. */
function parseDecimal(text: string): number | undefined {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function badValue(field: string, text: string, what: string, todo: string): AppError {
  return new AppError('bad_usage', `${field} "${text}" ${what}`, { field, todo });
}
