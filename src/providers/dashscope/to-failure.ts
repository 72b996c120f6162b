import type { Failure } from '../../contract/task.js';
import { provesNoJob } from '../calling/proves-no-job.js';
import { quoteVendor } from '../calling/quote-vendor.js';
import { unbilled } from '../calling/unbilled.js';
import { dashscopePlaceOf } from './dashscope-limits.js';
import type { Refusal } from './replies.js';

/** What is known of a refusal beside its words. */
export interface RefusedBy {
  readonly status: number;
  readonly refusal: Refusal | undefined;
  readonly baseUrl: string;
}

/** What DashScope's word is worth: a code's class, whether trying again may help, and what to do. */
interface Meaning {
  readonly code: RegExp;
  readonly class: Failure['class'];
  readonly retry: Failure['retry'];
  readonly todo: (baseUrl: string) => string;
  /** It says that something broke, not that the order was refused: of a create, nobody knows what became of it. */
  readonly isFault?: boolean;
  /** A create is answered with it at once, for what is in the request. */
  readonly isOfRequest?: boolean;
}

const KEY_TODO = (baseUrl: string): string =>
  'Check DASHSCOPE_API_KEY, and that it was made in the region that DASHSCOPE_BASE_URL names' +
  `${regionOf(baseUrl)}: a key of another region is refused in the same words.`;

const MODEL_TODO = (baseUrl: string): string =>
  'Activate the model for this key’s workspace in the Model Studio console, and check that the region of DASHSCOPE_BASE_URL' +
  `${regionOf(baseUrl)} has it.`;

/**
 * The first that fits counts (alibabacloud.com/help, Model Studio, error-code; read 2026-11-22). Codes are matched by their beginnings:
 * the vendor adds endings. None of these costs money, and neither does a task that failed.
 */
const MEANINGS: readonly Meaning[] = [
  {
    code: /DataInspection|data_inspection|IPInfringement/i,
    class: 'moderated',
    retry: 'never',
    todo: () =>
      'The prompt, a still or the clip was refused by moderation; nothing is charged. Change the prompt or the still.',
    isOfRequest: true,
  },
  {
    code: /^Arrearage/i,
    class: 'provider',
    retry: 'never',
    todo: () =>
      'The Alibaba Cloud account of DASHSCOPE_API_KEY has no balance: top it up, wait some minutes, and send the task again.',
  },
  { code: /^(InvalidApiKey|invalid_api_key)/i, class: 'provider', retry: 'never', todo: KEY_TODO },
  {
    code: /FreeTierOnly/i,
    class: 'provider',
    retry: 'never',
    todo: () =>
      'The free quota is used up: let the model use paid quota in the Model Studio console, or take another key.',
  },
  {
    code: /Unpurchased|ResourceNotExist|^(NotFound|Model\.?NotFound|model_not_found|Model\.AccessDenied)/i,
    class: 'provider',
    retry: 'never',
    todo: MODEL_TODO,
  },
  {
    code: /AccessDenied/i,
    class: 'provider',
    retry: 'never',
    todo: (baseUrl) => `The key of DASHSCOPE_API_KEY may not use this. ${MODEL_TODO(baseUrl)}`,
  },
  {
    code: /^(Throttling|limit_requests|insufficient_quota)/i,
    class: 'provider',
    retry: 'free',
    todo: () =>
      'The account renders five clips at a time and takes five orders a second; it goes on by itself when there is room.',
  },
  {
    code: /^(InvalidURL|InvalidParameter\.(InvalidURL|Download)|BadRequest\.(File|Image|Download)|InvalidImage|InvalidFile)/i,
    class: 'bad_input',
    retry: 'never',
    todo: () =>
      'A still could not be read there: its URL must answer from outside, over https, with a JPEG, PNG, BMP or WEBP.',
    isOfRequest: true,
  },
  {
    code: /^(InvalidParameter|MissingRequiredParameter|BadRequest|UnsupportedOperation|invalid_)/i,
    class: 'bad_input',
    retry: 'never',
    todo: () => 'Change what it names.',
    isOfRequest: true,
  },
  {
    code: /TimeOut/i,
    class: 'timeout',
    retry: 'free',
    todo: () => 'Nothing is charged: send the task again.',
    isFault: true,
  },
  {
    code: /^(InternalError|SystemError|ServiceUnavailable|ModelServingError|ModelUnavailable)/i,
    class: 'provider',
    retry: 'free',
    todo: () => 'It was a fault of the vendor’s and nothing is charged: send the task again.',
    isFault: true,
  },
];

/** Statuses that mean something without a word of the vendor's, and the code that says the same. */
const STATUS_CODES: Readonly<Record<number, string>> = {
  401: 'InvalidApiKey',
  403: 'AccessDenied',
  404: 'ModelNotFound',
  429: 'Throttling',
};

/** Why a create was refused; nothing was made, and nothing is charged. */
export function toRefusedFailure({ status, refusal, baseUrl }: RefusedBy): Failure {
  const code = refusal?.code ?? STATUS_CODES[status] ?? '';
  const meaning = meaningOf(code) ?? meaningOf(STATUS_CODES[status] ?? '');
  if (status === 413) {
    const todo = 'Send smaller stills, or let the vendor fetch them: set FIRSTFRAME_PUBLIC_URL.';
    return unbilled('bad_input', 'never', `DashScope refused the request as too large (413). ${todo}`);
  }
  // What is said of a key may repeat a part of it.
  const quote = quoteVendor(status === 401 ? undefined : refusal?.message);
  const said = `DashScope refused the request (${[String(status), refusal?.code].filter(Boolean).join(' ')})${quote}`;
  return unbilled(
    meaning?.class ?? 'bad_input',
    meaning?.retry ?? 'never',
    `${said} ${meaning?.todo(baseUrl) ?? 'Change what it names.'}`,
  );
}

/** Whether a refusal is of the key or of the account's money, whatever the order; a free tier that is used up is one model's. */
export function keyTroubleOf(status: number, refusal: Refusal | undefined): { readonly trouble?: 'auth' | 'balance' } {
  const code = refusal?.code ?? '';
  if (/^Arrearage/i.test(code)) return { trouble: 'balance' };
  return status === 401 || /^(InvalidApiKey|invalid_api_key)/i.test(code) ? { trouble: 'auth' } : {};
}

/** Why a task failed. DashScope bills no task that failed (alibabacloud.com/help, Model Studio, billing; read 2026-11-22). */
export function toTaskFailure(refusal: Refusal | undefined, baseUrl: string): Failure {
  const meaning = meaningOf(refusal?.code ?? '');
  const said = `DashScope could not make the clip (${refusal?.code ?? 'no reason given'})${quoteVendor(refusal?.message)}`;
  return unbilled(
    meaning?.class ?? 'provider',
    meaning?.retry ?? 'free',
    `${said} ${meaning?.todo(baseUrl) ?? 'Nothing is charged: send the task again.'}`,
  );
}

/**
 * Whether an answer to a create, with no task's id in it, proves that there is none: by its status, by a 400 in the vendor's own words
 * unless they tell of a fault, or by a code that is documented as a fault of the request, whatever the status around it. Everything else
 * (5xx, a page of some proxy's, any other code inside a 200) leaves it open.
 */
export function isProofOfNoTask(status: number, refusal: Refusal | undefined): boolean {
  if (provesNoJob(status)) return true;
  if (refusal === undefined) return false;
  const meaning = meaningOf(refusal.code);
  return meaning?.isOfRequest === true || (status === 400 && meaning?.isFault !== true);
}

/** A task that DashScope does not know any more: nobody can say whether it was billed. */
export function toLostFailure(baseUrl: string): Failure {
  return {
    class: 'provider',
    charged: 'unknown',
    retry: 'pays_again',
    say:
      'DashScope does not know this task any more: it forgets one after 24 hours, and never knew it under a key or a region' +
      `${regionOf(baseUrl)} other than those it was sent with. Look in the Model Studio console whether it was billed.`,
  };
}

function meaningOf(code: string): Meaning | undefined {
  return code === '' ? undefined : MEANINGS.find((meaning) => meaning.code.test(code));
}

function regionOf(baseUrl: string): string {
  const place = dashscopePlaceOf(baseUrl);
  return place === undefined ? '' : ` (${place})`;
}
