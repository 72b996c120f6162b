import type { ApiKeyScope } from '../contract/api-key.js';

/** Who asks: a key, or the owner of the data folder. */
export interface Identity {
  readonly accountId: string;
  /** For limits and for the task's row; never the key itself. */
  readonly keyId: string;
  /** With what each implies: `admin` has all, `create` has `read`. */
  readonly scopes: ReadonlySet<ApiKeyScope>;
  readonly requestsPerMinute: number | undefined;
  readonly tasksInFlight: number | undefined;
}

/** The account of whoever runs Firstframe without making others. */
export const DEFAULT_ACCOUNT = 'default';

/** Whoever may open the owner's socket, or runs in this process: the admin of the account `default`, without limits. */
export const OWNER: Identity = {
  accountId: DEFAULT_ACCOUNT,
  keyId: 'owner',
  scopes: new Set<ApiKeyScope>(['create', 'read', 'admin']),
  requestsPerMinute: undefined,
  tasksInFlight: undefined,
};

/** What a key that was given these scopes may do. */
export function impliedScopes(given: readonly ApiKeyScope[]): ReadonlySet<ApiKeyScope> {
  if (given.includes('admin')) return OWNER.scopes;
  // Whoever makes a task has to follow it: HiAPI's clients create and poll with one key.
  return new Set<ApiKeyScope>(given.includes('create') ? ['create', 'read'] : given);
}
