import type { Failure } from '../../contract/task.js';
import { provesNoJob } from '../calling/proves-no-job.js';
import { quoteVendor } from '../calling/quote-vendor.js';
import type { Refusal, RunwayTask } from './replies.js';

/** Our names for the vendor's fields. */
const FIELDS: Readonly<Record<string, string>> = {
  model: 'model',
  promptImage: 'first_frame_url',
  promptText: 'prompt',
  ratio: 'aspect_ratio',
  duration: 'duration',
  seed: 'seed',
};

/** What a refusal of this status means, and what to do (docs.dev.runwayml.com, errors, troubleshooting; read 2026-11-22). */
const STATUS_TODOS: Readonly<Record<number, string>> = {
  401: 'Check RUNWAYML_API_SECRET: a key begins with key_, is made in the developer portal, and goes with the host in RUNWAYML_BASE_URL; it may also be disabled there, or its account suspended.',
  403: 'The key of RUNWAYML_API_SECRET may not use this: look at its organization in the developer portal.',
  404: 'Check that RUNWAYML_BASE_URL is the API’s own host, and that the organization of RUNWAYML_API_SECRET has this model.',
  413: 'Send a smaller still, or have it uploaded.',
  429: 'The organization of RUNWAYML_API_SECRET has reached its limit of clips a day, or asks too often; it goes on by itself when there is room.',
};

/** Whether an answer to a create proves that there is no task: a status that says so, or a 400 in the vendor's own words. */
export function isProofOfNoTask(status: number, refusal: Refusal | undefined): boolean {
  return provesNoJob(status) || (status === 400 && refusal !== undefined);
}

/** Why a create was refused; nothing was made, and nothing is charged. */
export function toRefusedFailure(status: number, refusal: Refusal | undefined): Failure {
  const isInput = status === 400 || status === 413;
  const field = FIELDS[String(refusal?.issues?.[0]?.path[0] ?? '')];
  // What is said of a key may repeat a part of it.
  const quote = quoteVendor(status === 401 ? undefined : wordsOf(refusal));
  // A lack of credits comes as a 400 too, told by its words alone.
  const todo =
    STATUS_TODOS[status] ??
    'Change what it names; where that is credits, buy some in the developer portal and send it again.';
  return {
    ...{ class: isInput ? 'bad_input' : 'provider', charged: 'no', retry: status === 429 ? 'free' : 'never' },
    ...(isInput && field !== undefined ? { field } : {}),
    say: `Runway refused the request (${status})${quote} ${todo}`,
  };
}

/** Whether a refusal is of the key or of the organization's credits, whatever the order: of credits only the words tell. */
export function keyTroubleOf(status: number, refusal: Refusal | undefined): { readonly trouble?: 'auth' | 'balance' } {
  if (status === 401) return { trouble: 'auth' };
  return status === 400 && /not (have )?enough credits|insufficient credits/i.test(wordsOf(refusal))
    ? { trouble: 'balance' }
    : {};
}

/** Why a task failed, and what it cost: Runway bills what it moderates (docs.dev.runwayml.com, usage/moderation; read 2026-11-22). */
export function toTaskFailure({ failureCode, failure, cost }: RunwayTask): Failure {
  const code = failureCode ?? '';
  const said = `Runway could not make the clip (${code === '' ? 'no reason given' : code})${quoteVendor(failure)}`;
  const isModerated = /^(SAFETY|INPUT_PREPROCESSING\.SAFETY)\b/i.test(code);
  const charged = chargedOf(cost?.credits) ?? (isModerated ? 'yes' : 'unknown');
  const bill = BILLS[charged];
  if (isModerated) {
    const todo = 'It was refused by moderation; too many of these suspend an account. Change the prompt or the still.';
    return { class: 'moderated', charged, retry: 'never', say: `${said} ${todo} ${bill}` };
  }
  if (/^ASSET\b/i.test(code)) {
    const todo =
      'The still could not be used: it must be a JPEG, PNG or WEBP that its URL answers with, without a redirect.';
    return { class: 'bad_input', field: 'first_frame_url', charged, retry: 'never', say: `${said} ${todo} ${bill}` };
  }
  return { class: 'provider', charged, retry: charged === 'no' ? 'free' : 'pays_again', say: `${said} ${bill}` };
}

/** A task that was cancelled there, or deleted. */
export function toCancelledFailure({ cost }: RunwayTask): Failure {
  const charged = chargedOf(cost?.credits) ?? 'unknown';
  const say = `The task was cancelled at Runway. ${BILLS[charged]}`;
  return { class: 'cancelled', charged, retry: charged === 'no' ? 'free' : 'pays_again', say };
}

/** A task that Runway has not. */
export function toLostFailure(): Failure {
  return {
    ...{ class: 'provider', charged: 'unknown', retry: 'pays_again' },
    say: 'Runway has no such task: it was deleted, or belongs to another organization than the key of RUNWAYML_API_SECRET. Look in the developer portal whether it was billed.',
  };
}

const BILLS: Readonly<Record<Failure['charged'], string>> = {
  yes: 'It is charged all the same.',
  no: 'Nothing is charged.',
  unknown: 'Whether it is charged is in the developer portal.',
};

function chargedOf(credits: number | undefined): 'yes' | 'no' | undefined {
  if (credits === undefined) return undefined;
  return credits > 0 ? 'yes' : 'no';
}

function wordsOf(refusal: Refusal | undefined): string {
  const issues = (refusal?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message ?? ''}`.trim());
  return [refusal?.error ?? '', ...issues].filter((words) => words !== '').join('; ');
}
