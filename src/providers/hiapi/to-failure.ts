import type { Failure } from '../../contract/task.js';
import { quoteVendor } from '../calling/quote-vendor.js';
import type { RejectedOrder } from '../calling/send-order.js';
import { unbilled } from '../calling/unbilled.js';
import type { HiapiError, OpenedReply } from './read-hiapi-replies.js';

/** How long to wait after a refusal for being busy that names no time; HiAPI's usual. */
const BUSY_MS = 5_000;

/** The model's fields are not known here. */
export function unknownModel(model: string): Failure {
  return unbilled(
    'unsupported',
    'never',
    `The provider hiapi has no form for the model ${model}. Choose another model or route.`,
  );
}

/** What a create is answered with for what is in it (docs.hiapi.ai, create task, read 2026-11). */
const INVALID = /^INVALID_(REQUEST|INPUT)$/;

/**
 * A create's refusal that proves that there is no job: by its status, or a 400 that HiAPI itself says; inside a 200 only one for what is in
 * the request. `undefined` for all others: after a 5xx, a 409 (the first request under this key is at work) or a 422 (it had another body)
 * nobody knows, or there is one.
 */
export function toRefusal(
  reply: OpenedReply,
  about: { readonly model: string; readonly retryAfterMs: number | undefined },
): Omit<RejectedOrder, 'kind'> | undefined {
  const { status, error, isEnvelope, isInside } = reply;
  if (isInside && !(status === 400 && INVALID.test(error.code ?? ''))) return undefined;
  const words = quoteVendor(error.message);
  switch (status) {
    case 400:
      return isEnvelope ? { failure: badRequest(error, about.model, words) } : undefined;
    case 401:
      return { failure: unbilled('provider', 'free', keyRefused), trouble: 'auth' };
    case 402:
      return {
        failure: unbilled(
          'budget',
          'free',
          'The HiAPI account has too little balance for this render. Top it up, then render again.',
        ),
        trouble: 'balance',
      };
    case 403:
      return {
        failure: unbilled(
          'provider',
          'free',
          `HiAPI does not let this key render ${about.model}${words} Look at the key's permissions and quota in its console, or set another HIAPI_API_KEY.`,
        ),
      };
    case 404:
      return {
        failure: unbilled(
          'unsupported',
          'free',
          `HiAPI has no such model, route or address${words} Check HIAPI_BASE_URL, and choose another model than ${about.model}.`,
        ),
      };
    case 413:
      return {
        failure: unbilled(
          'bad_input',
          'never',
          'The request is too large for HiAPI. Use smaller stills, or set FIRSTFRAME_PUBLIC_URL so that they are sent as URLs.',
        ),
      };
    case 415:
      return {
        failure: unbilled('internal', 'never', 'HiAPI does not take JSON at this address. Check HIAPI_BASE_URL.'),
      };
    case 429:
      return {
        failure: unbilled(
          'provider',
          'free',
          'HiAPI takes no more requests of this key for now. Try again later, or render fewer at a time.',
        ),
        retryAfterMs: about.retryAfterMs ?? BUSY_MS,
      };
    default:
      return undefined;
  }
}

/** What a failed task means. Whether HiAPI bills one is nowhere said, so nobody is told that it does not. */
export function toFailure(error: HiapiError): Failure {
  const words = quoteVendor(error.message);
  const failed = (kind: Failure['class'], retry: Failure['retry'], say: string): Failure => ({
    ...{ class: kind, charged: 'unknown', retry, say },
  });
  const code = error.code ?? '';
  // HiAPI passes codes of the models' makers on; these words in one mean the same with all of them.
  if (/sensitive|moderation|nsfw|policyviolation/i.test(code)) {
    return failed(
      'moderated',
      'never',
      `The model's maker refused the stills, the prompt or the clip${words} Change them before rendering again.`,
    );
  }
  switch (code) {
    case 'TASK_TIMEOUT':
      return failed(
        'timeout',
        'pays_again',
        `The render took longer than HiAPI waits${words} Render again, perhaps shorter or smaller.`,
      );
    case 'STORAGE_UNAVAILABLE':
      return failed(
        'storage',
        'pays_again',
        `HiAPI rendered but could not store the clip${words} Ask HiAPI about the charge, then render again.`,
      );
    case 'MODEL_UNAVAILABLE':
      return failed(
        'unsupported',
        'pays_again',
        `HiAPI does not run this model at the moment${words} Wait, or choose another model or route.`,
      );
    case 'INVALID_REQUEST':
    case 'INVALID_INPUT':
      return failed('bad_input', 'never', `The model cannot use this input${words} Change it before rendering again.`);
    default:
      return failed(
        'provider',
        'pays_again',
        `The render failed at HiAPI${words} Look at the prompt and the stills, then render again.`,
      );
  }
}

/** What to do about a status that is no answer to a question. */
export function whyUnanswered(status: number): string {
  if (status === 401) return `${keyRefused} The render goes on meanwhile.`;
  if (status === 403)
    return 'HiAPI does not let this key see the task. Set the HIAPI_API_KEY of the account that it was sent under.';
  if (status === 404)
    return 'HiAPI knows no such task under this key. Set the HIAPI_API_KEY of the account that it was sent under.';
  if (status === 409) return 'HiAPI is still at work on the first request under this key.';
  if (status === 422) return 'HiAPI had another body under this key. Look at its console whether there is a render.';
  if (status === 429) return 'HiAPI takes no more requests of this key for now.';
  if (status >= 300 && status < 400) return 'That is a redirect. Set HIAPI_BASE_URL to the address it leads to.';
  return 'That is no answer to go by. Try again; if it stays so, check HIAPI_BASE_URL.';
}

const keyRefused =
  'HiAPI refuses the key in HIAPI_API_KEY: it is mistyped, revoked, or of another service. Set a valid one from its console, then start again.';

function badRequest({ code }: HiapiError, model: string, words: string): Failure {
  if (code === 'MODEL_UNAVAILABLE' || code === 'model_not_found') {
    return unbilled(
      'unsupported',
      'free',
      `HiAPI does not run ${model} at the moment, or not on this route${words} Wait, or choose another.`,
    );
  }
  if (code === 'TASK_FAILED') {
    return unbilled(
      'provider',
      'free',
      `HiAPI would not begin this render${words} Change the prompt or the stills, or try again.`,
    );
  }
  return unbilled('bad_input', 'never', `HiAPI does not take this request${words} Change what it names.`);
}
