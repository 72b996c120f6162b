import type { AppError } from '../contract/errors.js';
import type { Finding } from '../contract/finding.js';
import type { CreateOutcome } from '../store/operations/create-task.js';
import type { NotAllowed } from './accounts/find-account-routes.js';
import type { NoRoute } from './find-model.js';

/** A create that was refused, and wrote nothing; `message` says what to do. */
export interface AcceptRefusal {
  readonly kind: 'refused';
  readonly status: 400 | 402 | 403 | 404 | 422 | 429 | 503;
  /** Absent: the status says it all. */
  readonly errorCode?: string;
  readonly message: string;
  readonly field?: string;
  readonly retryAfterSec?: number;
  readonly findings?: readonly Finding[];
}

/** What became of it. */
export type AcceptOutcome = { readonly kind: 'created' | 'replayed'; readonly taskId: string } | AcceptRefusal;

/** Seconds after which a caller with too many tasks under way may ask again. */
const IN_FLIGHT_RETRY_SEC = 5;

/** What the store made of a create. */
export function told(outcome: CreateOutcome): AcceptOutcome {
  switch (outcome.kind) {
    case 'created':
    case 'replayed':
      return outcome;
    case 'mismatch':
      return {
        kind: 'refused',
        status: 422,
        errorCode: 'IDEMPOTENCY_KEY_MISMATCH',
        message: 'this Idempotency-Key came with another body before. Send the same bytes again, or use a new key.',
      };
    case 'too_many':
      return {
        kind: 'refused',
        status: 429,
        errorCode: 'TOO_MANY_TASKS',
        message: `${outcome.inFlight} tasks of this key are under way, as many as it may have. Wait until one has ended.`,
        retryAfterSec: IN_FLIGHT_RETRY_SEC,
      };
    case 'unknown_asset':
      return invalid(
        `asset://${outcome.assetId} is unknown. Upload it with POST /v1/assets, and use the id it answers.`,
      );
  }
}

/** Nothing has changed since it was asked for: the operator has to allow it. */
export function notAllowed({ of: field, message }: NotAllowed): AcceptRefusal {
  return { kind: 'refused', status: 403, errorCode: 'MODEL_UNAVAILABLE', message, field };
}

/** Nobody here runs it. */
export function unavailable({ kind, message }: NoRoute): AcceptRefusal {
  const isRoute = kind === 'unknown_route';
  const errorCode = isRoute ? 'INVALID_REQUEST' : 'MODEL_UNAVAILABLE';
  return { kind: 'refused', status: 400, errorCode, message, field: isRoute ? 'route' : 'model' };
}

/** With every finding, where there are more than a sentence tells. */
export function refusalOf(error: AppError): AcceptRefusal {
  const { message, todo, field } = error;
  const refused = invalid(todo === undefined ? message : `${message}. ${todo}`, field);
  return hasFindings(error) ? { ...refused, findings: error.findings } : refused;
}

function hasFindings(error: AppError): error is AppError & { readonly findings: readonly Finding[] } {
  return 'findings' in error;
}

/** What the caller has to write otherwise; `field` says where. */
export function invalid(message: string, field?: string): AcceptRefusal {
  const errorCode = 'INVALID_REQUEST';
  return { kind: 'refused', status: 400, errorCode, message, ...(field === undefined ? {} : { field }) };
}
