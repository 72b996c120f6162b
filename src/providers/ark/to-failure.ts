import type { Failure } from '../../contract/task.js';
import { provesNoJob } from '../calling/proves-no-job.js';
import { quoteVendor } from '../calling/quote-vendor.js';
import type { RejectedOrder } from '../calling/send-order.js';
import { unbilled } from '../calling/unbilled.js';
import { ARK_BASE_URLS, ARK_NAMES, type ArkRegion } from './ark-models.js';
import type { ArkError } from './read-ark-replies.js';

/** Whom the sentences are about. */
export interface ArkSetting {
  readonly region: ArkRegion;
  /** Ark's id of the model. */
  readonly modelId: string;
}

/** How long to wait after a refusal for being busy that names no time. */
const BUSY_MS = 10_000;

/** Our fields by Ark's, where an error names one. */
const FIELDS: Readonly<Record<string, string>> = {
  resolution: 'resolution',
  ratio: 'aspect_ratio',
  duration: 'duration',
  seed: 'seed',
  generate_audio: 'generate_audio',
  return_last_frame: 'return_last_frame',
};

/** Ark does not run the model. */
export function unknownModel(model: string): Failure {
  return unbilled('unsupported', 'never', `Ark has no model ${model}. Choose another model or route.`);
}

/** A reply to a create that accepts nothing. */
export interface ArkRefusal {
  readonly status: number;
  readonly error: ArkError | undefined;
  /** A task's id that is in it all the same. */
  readonly id: string | undefined;
  readonly retryAfterMs: number | undefined;
}

/**
 * A create's refusal that proves that there is no task: by its status, a 400 that holds an error of Ark's, or a code that Ark documents as
 * a fault of the request, whatever the status around it. `undefined` for all others: nobody knows.
 */
export function toRefusal(reply: ArkRefusal, setting: ArkSetting): Omit<RejectedOrder, 'kind'> | undefined {
  const { status, error, id } = reply;
  const code = error?.code;
  const isFaultOfRequest = code !== undefined && (status === 400 || FAULT_OF_REQUEST.test(code));
  if (id !== undefined || (!provesNoJob(status) && !isFaultOfRequest)) return undefined;
  const failure = failureOf(error, setting) ?? failureOfStatus(status, setting, error);
  // A limit that its owner has set does not pass by waiting.
  const isBusy = status === 429 && code?.includes('SetLimitExceeded') !== true;
  return { failure, ...(isBusy ? { retryAfterMs: reply.retryAfterMs ?? BUSY_MS } : {}), ...troubleOf(status, code) };
}

/** Whether a refusal is of the key or of the account's money, whatever the order. */
function troubleOf(status: number, code = ''): Pick<RejectedOrder, 'trouble'> {
  if (/^AccountOverdue|Arrearage/.test(code)) return { trouble: 'balance' };
  return status === 401 || /^Authentication|^InvalidApiKey|^Unauthorized/.test(code) ? { trouble: 'auth' } : {};
}

/** What a failed, expired or cancelled task means. Ark bills none of them (Volcengine, billing of video generation, read 2026-11). */
export function toFailure(status: string, error: ArkError | undefined, setting: ArkSetting): Failure {
  if (status === 'cancelled')
    return unbilled('cancelled', 'free', 'The render was cancelled at Ark before it began. It is not billed.');
  if (status === 'expired') {
    return unbilled(
      'timeout',
      'free',
      'Ark did not come to this render in time and gave it up. It is not billed; render again later.',
    );
  }
  const words = quoteVendor(error?.message);
  return (
    failureOf(error, setting) ??
    unbilled('provider', 'free', `The render failed at Ark${words} It is not billed; try again.`)
  );
}

/** What to do about a status that is no answer to a question. */
export function whyUnanswered(status: number, region: ArkRegion): string {
  if (status === 401) return `${keyRefused(region)} The render goes on meanwhile.`;
  if (status === 403)
    return 'Ark does not let this key see the task. Set the ARK_API_KEY of the account that it was sent under.';
  if (status === 404)
    return 'Ark knows no such task: it keeps them for 7 days, each for its own account and region. Check ARK_API_KEY and ARK_BASE_URL.';
  if (status === 429) return 'Ark takes no more requests of this account for now.';
  if (status >= 300 && status < 400) return 'That is a redirect. Set ARK_BASE_URL to the address it leads to.';
  return 'That is no answer to go by. Try again; if it stays so, check ARK_BASE_URL.';
}

/** Codes that a create is answered with at once, for what is in it (BytePlus ModelArk, error codes with status 400, read 2026-11). */
const FAULT_OF_REQUEST =
  /^(MissingParameter|InvalidParameter|Input(Text|Image|Video|Audio)\w*Sensitive|SensitiveContentDetected)/;

const BUSY = /RateLimit|QuotaExceeded|ServerOverloaded|ModelLoading|RequestBurst/;

/** By Ark's codes, of which the beginning or a part says it all (BytePlus ModelArk, error codes, read 2026-11). */
function failureOf(error: ArkError | undefined, setting: ArkSetting): Failure | undefined {
  const code = error?.code ?? '';
  const words = quoteVendor(error?.message);
  const { modelId, region } = setting;
  if (/^Output(Video|Audio|Image|Text)?\w*Sensitive/.test(code)) {
    return unbilled(
      'moderated',
      'free',
      `Ark's check of the finished clip refused it${words} It is not billed. That check does not always come out the same: render once more, and if it is refused again, change the prompt or the stills.`,
    );
  }
  if (/^InputText\w*Sensitive/.test(code)) {
    return unbilled('moderated', 'never', `Ark refuses the words of the prompt${words} Change them.`, 'prompt');
  }
  if (code.includes('PrivacyInformation')) {
    return unbilled(
      'moderated',
      'never',
      `Ark refuses the still: it sees a real person's face${words} Use another still, or have the person authorised in Ark's asset library.`,
      'first_frame_url',
    );
  }
  if (/^InputImage\w*Sensitive/.test(code)) {
    return unbilled(
      'moderated',
      'never',
      `Ark refuses a still for what it shows${words} Use another one.`,
      'first_frame_url',
    );
  }
  if (/Sensitive|RiskDetect/.test(code)) {
    return unbilled('moderated', 'never', `Ark refuses the prompt or the stills${words} Change them.`);
  }
  if (code.startsWith('ModelNotOpen')) {
    return unbilled(
      'unsupported',
      'free',
      `The model ${modelId} is not activated for the account of ARK_API_KEY. Activate it in the console of ${ARK_NAMES[region]}, then render again.`,
    );
  }
  if (/^InvalidEndpoint|\bNotFound$/.test(code)) {
    return unbilled(
      'unsupported',
      'free',
      `${ARK_NAMES[region]} has no model ${modelId} for this account. Its models differ by region: check that ARK_BASE_URL is the region of ARK_API_KEY, and that the model is activated.`,
    );
  }
  if (/^Authentication|^InvalidApiKey|^Unauthorized/.test(code))
    return unbilled('provider', 'free', keyRefused(region));
  if (/^AccountOverdue|Arrearage/.test(code)) {
    return unbilled(
      'budget',
      'free',
      `The account at ${ARK_NAMES[region]} has no balance. Top it up in its console, then render again.`,
    );
  }
  if (code.includes('SetLimitExceeded')) {
    return unbilled(
      'budget',
      'free',
      `The account at ${ARK_NAMES[region]} has reached the limit that its owner set for ${modelId}. Raise it in the console, then render again.`,
    );
  }
  if (BUSY.test(code)) return unbilled('provider', 'free', busy);
  if (/^AccessDenied|^Forbidden/.test(code)) {
    return unbilled(
      'provider',
      'free',
      `Ark does not let this key render ${modelId}${words} Look at the key's permissions in the console, or set another ARK_API_KEY.`,
    );
  }
  if (/^(MissingParameter|InvalidParameter|InvalidImageURL|InvalidArgument)/.test(code)) {
    const field = FIELDS[error?.param ?? ''];
    return unbilled('bad_input', 'never', `Ark does not take this request${words} Change what it names.`, field);
  }
  return undefined;
}

function failureOfStatus(status: number, { modelId, region }: ArkSetting, error: ArkError | undefined): Failure {
  const words = quoteVendor(error?.message);
  if (status === 401) return unbilled('provider', 'free', keyRefused(region));
  if (status === 403)
    return unbilled(
      'provider',
      'free',
      `Ark does not let this key render ${modelId}${words} Look at the account's balance and the key's permissions in the console.`,
    );
  if (status === 404)
    return unbilled(
      'unsupported',
      'free',
      `Ark has no such model or address${words} Check ARK_BASE_URL, and that ${modelId} is activated there.`,
    );
  if (status === 413)
    return unbilled(
      'bad_input',
      'never',
      'The request is too large for Ark. Use smaller stills, or set FIRSTFRAME_PUBLIC_URL so that they are sent as URLs.',
    );
  if (status === 429) return unbilled('provider', 'free', busy);
  return unbilled('bad_input', 'never', `Ark does not take this request${words} Change what it names.`);
}

const busy = 'Ark takes no more requests of this account for now. Try again later, or render fewer at a time.';

function keyRefused(region: ArkRegion): string {
  const other = region === 'byteplus' ? 'volcengine' : 'byteplus';
  return `${ARK_NAMES[region]} refuses the key in ARK_API_KEY. A key belongs to one region: set one of ${ARK_NAMES[region]}, or, if it is of ${ARK_NAMES[other]}, set ARK_BASE_URL=${ARK_BASE_URLS[other]}; then start again.`;
}
