import type { WebhookSecrets } from '../delivery/webhook-secrets.js';
import type { FairTurns } from '../tasks/fair-turns.js';
import type { Backups } from '../tasks/storage/backups.js';
import type { SpaceGuard } from '../tasks/storage/space-guard.js';
import type { Tracing } from '../tasks/operations/tracing.js';
import type { TaskDeps } from '../tasks/task-deps.js';
import type { Keyring } from './keys/keyring.js';
import type { RateLimit } from './keys/rate-limit.js';
import type { Metrics } from './metrics.js';
import type { BodyBudget } from './reading/body-budget.js';
import type { IsOurHost } from './reading/check-host.js';
import type { TopicHub } from './topic-hub.js';

/** What an API is made with. */
export interface ServerDeps {
  readonly tasks: TaskDeps & { readonly turns: FairTurns };
  readonly secrets: WebhookSecrets;
  readonly version: string;
  /** Where callers reach this server: its host may be spoken to. */
  readonly baseUrl: string;
  /** The operator's own key, FIRSTFRAME_ADMIN_KEY. */
  readonly adminKey?: string;
  /** Further hosts that may be spoken to, without ports. */
  readonly hosts?: readonly string[];
  /** How long an upload stays while no task refers to it; default seven days. */
  readonly keepAssetMs?: number;
  /** How many bytes an account may keep for good; absent: as many as there is room for. */
  readonly persistentBytesMax?: number;
  /** What a clip takes, and what is never to be filled: see `createSpaceGuard`. */
  readonly clipBytes?: number;
  readonly reserveBytes?: number;
  /** Writes copies of the data folder for its owner; absent: there is none to copy. */
  readonly backups?: Pick<Backups, 'write'>;
  /** What is counted; absent: an API counts for itself. */
  readonly metrics?: Metrics;
  /** Joins tasks to their callers' traces; absent: none are taken. */
  readonly tracing?: Pick<Tracing, 'noteCreate'>;
  /** Told of faults of ours, with the id of the request that met them. */
  readonly onTrouble?: (error: unknown, requestId: string) => void;
}

/** {@link ServerDeps} with what the API makes of them for itself: what endpoints work with. */
export interface ServerRoom extends ServerDeps {
  readonly keyring: Keyring;
  readonly rateLimit: RateLimit;
  readonly budget: BodyBudget;
  readonly space: SpaceGuard;
  readonly isOurHost: IsOurHost;
  readonly metrics: Metrics;
  readonly hub: TopicHub;
  /** Idempotency-Keys of creates that this process is at, with the account before each. */
  readonly keysInFlight: Set<string>;
  /** Aborted when the server stops taking new work: streams end. */
  readonly draining: AbortSignal;
}
