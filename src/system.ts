import { hkdfSync } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { BlobStore } from './blobs/blobs.js';
import { openDiskBlobs } from './blobs/disk/disk-blobs.js';
import type { S3Config, S3Credentials } from './blobs/s3/s3-config.js';
import { AppError } from './contract/errors.js';
import type { VendorKeys } from './contract/vendor-keys.js';
import { createDeliverer } from './delivery/deliverer.js';
import { createSecretSeal, VENDOR_KEYS } from './delivery/secret-seal.js';
import { createWebhookSecrets } from './delivery/webhook-secrets.js';
import type { MediaPool } from './media/pool.js';
import { fetchWhenAsked } from './net/fetch-when-asked.js';
import type { Provider } from './providers/provider.js';
import { createLocalProvider } from './providers/local/local-provider.js';
import { DEFAULT_ACCOUNT } from './server/identity.js';
import { createMetrics } from './server/metrics.js';
import { createApp, type App } from './server/app.js';
import { ALERTS_ACCOUNT } from './store/operations/alerts.js';
import { rememberBlobStore } from './store/operations/blob-store-id.js';
import { releaseEveryLease } from './store/operations/claim-tasks.js';
import { releaseEveryDelivery } from './store/operations/release-deliveries.js';
import { openSqliteStore } from './store/sqlite/sqlite-store.js';
import type { Store } from './store/store.js';
import { createAccounts } from './tasks/accounts/accounts.js';
import { createUlids } from './tasks/ids/create-ulids.js';
import { createFairTurns } from './tasks/fair-turns.js';
import { createFileUrls } from './tasks/file-urls.js';
import { openVendors } from './tasks/hosted/open-vendors.js';
import { lanesFor } from './tasks/lanes.js';
import type { PriceOverrides } from './tasks/money/price-overrides.js';
import { createAlertWatch } from './tasks/operations/alert-watch.js';
import { logMoves } from './tasks/operations/move-log.js';
import { openTraces } from './tasks/operations/open-traces.js';
import { notePrices } from './tasks/operations/note-prices.js';
import { watchCalls } from './tasks/operations/watch-calls.js';
import { watchMoves } from './tasks/operations/watch-moves.js';
import { createSubmitGate } from './tasks/operations/submit-gate.js';
import { createCallGate } from './tasks/pace/call-gate.js';
import { createRenderTimes } from './tasks/pace/render-times.js';
import { createRoomLine } from './tasks/pace/room-line.js';
import { outsideUrls } from './tasks/outside-urls.js';
import { LOCAL_MODEL } from './tasks/local/local-model.js';
import type { TaskModel } from './tasks/task-model.js';
import { createProgressBoard } from './tasks/progress-board.js';
import { createPublisher } from './tasks/publishing/publisher.js';
import { createEpoch } from './tasks/rescue/epoch.js';
import { findRestored } from './tasks/rescue/find-restored.js';
import { createRunner } from './tasks/runner/runner.js';
import { createBackups } from './tasks/storage/backups.js';
import { createKeeper } from './tasks/storage/keeper.js';

/** What an installation is made with. `main.ts` reads it from the environment; tests and benchmarks give their own. */
export interface SystemConfig {
  /** Database and blobs, unless they are elsewhere, and unfinished renders; must be owned by this process (`ownDataFolder`) unless there is a `databaseUrl`. */
  readonly dataFolder: string;
  /** `postgres://…`; absent: SQLite in the data folder. */
  readonly databaseUrl?: string;
  /** A bucket for the blobs; absent: a folder in the data folder. */
  readonly blobs?: S3Config;
  /** The key of S3 under which clips are written to callers' buckets, and where a bucket is that names no region; absent: none are. */
  readonly publishing?: { readonly credentials: S3Credentials; readonly region: string | undefined };
  /** What signed URLs begin with: where callers reach this server. */
  readonly baseUrl: string;
  /** Whether vendors reach it there as well: then they fetch stills from here, and call back. */
  readonly isPublic?: boolean;
  /** Keys at vendors; without any, only what this machine renders is to be had. */
  readonly vendorKeys?: VendorKeys;
  /** One pace of asking vendors, in ms; absent: each model's own. */
  readonly pollMs?: number;
  /** What the operator's file says of prices. */
  readonly priceOverrides?: PriceOverrides;
  /** SHA-256 of that file, in hex: a change of it is written down. */
  readonly pricesSha256?: string;
  /** Where a person is told of what needs one. Trusted: its address may be a private one. */
  readonly alertUrl?: string;
  /** Of a collector of traces (OTLP over HTTP); absent: none are taken. */
  readonly otlpEndpoint?: string;
  /** Writes a line of JSON for each move of a task; absent: none is. */
  readonly logMove?: (line: string) => void;
  /** Derives every key of the installation; 32 bytes or more. */
  readonly secretKey: Uint8Array;
  /** The file of the data folder that the secret key is in, for backups; absent: it was given. */
  readonly secretKeyFile?: string;
  /** A key with every right, beside those in the store. */
  readonly adminKey?: string;
  /** The default account's; absent: what is stored. */
  readonly webhookSecret?: string;
  /** CIDR blocks that callers' URLs may lead to although they are not public. */
  readonly allowAddresses: readonly string[];
  readonly version: string;
  readonly mediaPool: () => Promise<MediaPool>;
  /** Media processes that work at once: how many renders this machine takes. */
  readonly mediaProcesses: number;
  /** How long a claim lasts; see `RunnerOptions`. */
  readonly leaseMs?: number;
  /** How long the bytes of a temporary clip stay; default seven days, as HiAPI's do. */
  readonly keepClipMs?: number;
  /** Models and who runs them, beside the built-in renderer. */
  readonly models?: readonly TaskModel[];
  readonly providers?: readonly Provider[];
  /** The operator says that the database came out of a backup, whatever its epoch says. */
  readonly isRestored?: boolean;
  /** What went wrong behind the scenes, for a log; of a request, with its id. */
  readonly onTrouble?: (error: unknown, requestId?: string) => void;
  /** Called before each statement on SQLite: where a test dies. */
  readonly onStatement?: (text: string) => void;
}

/** An installation: the API, and what works behind it. */
export interface System {
  readonly app: App;
  readonly store: Store;
  /** The database came out of a backup: so many tasks are held that may have been sent since. Absent: it did not. */
  readonly restored?: { readonly held: number };
  /** Begins to work on what is due: renders, callbacks, housekeeping. */
  start(): void;
  /** Refuses new tasks, gives back what is under way, and closes everything. */
  stop(): Promise<void>;
}

/** Every address there is. */
const ANYWHERE = ['0.0.0.0/0', '::/0'];

/** Seven days, in ms. */
const KEEP_CLIP_MS = 7 * 86_400_000;

/** Told once: it works, and other nodes' work is found by looking for it. */
const DEAF = {
  message: 'hints between nodes do not come through, so each looks for its work every 2 s',
  todo: 'Nothing is lost. For less delay, let FIRSTFRAME_DATABASE_URL lead to Postgres itself, or to a pooler in session mode.',
} as const;

/** What is in a data folder, and in a backup of it. */
export const NAMES = { database: 'firstframe.db', blobs: 'blobs' } as const;

/**
 * Puts the rooms together over one store and one folder. Rows from before are gone on with once it is started.
 * @throws StoreError, BlobError
 */
export async function openSystem(config: SystemConfig): Promise<System> {
  const { dataFolder, databaseUrl, secretKey, allowAddresses, mediaPool, onTrouble = () => undefined } = config;
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const blobs = await openBlobs(config);
  const bare =
    databaseUrl === undefined
      ? await openSqliteStore({
          path: path.join(dataFolder, NAMES.database),
          ...(config.onStatement && { onStatement: config.onStatement }),
        })
      : await (
          await import('./store/postgres/postgres-store.js')
        ).openPostgresStore({
          url: databaseUrl,
          onDeaf: () => onTrouble(new AppError('bad_usage', DEAF.message, { todo: DEAF.todo })),
        });
  const nowMs = Date.now;
  const monotonicMs = (): number => performance.now();
  const metrics = createMetrics(config.version);
  const { otlpEndpoint: endpoint, version, vendorKeys = {} } = config;
  const tracing = await openTraces({ endpoint, store: bare, version, nowMs, onTrouble });
  const logged = config.logMove === undefined ? bare : logMoves(bare, config.logMove);
  const store = watchMoves(logged, (move) => {
    metrics.countMove(move.to);
    tracing?.noteMove(move);
  });
  if (!(await store.run(() => rememberBlobStore(blobs.id)))) {
    await store.close();
    const todo =
      'Point FIRSTFRAME_DATA (or FIRSTFRAME_BLOBS) at the blobs that belong to this database. The first server that opened it chose them: where it has no task yet, make it anew.';
    throw new AppError('bad_usage', 'the database belongs to another blob store than this one', { todo });
  }
  if (store.kind === 'sqlite') {
    // This process alone has the file: whoever held these is dead.
    await store.run(releaseEveryLease);
    await store.run(releaseEveryDelivery);
  }

  const fetch = fetchWhenAsked();
  const fileUrls = createFileUrls({ baseUrl: config.baseUrl, key: deriveKey(secretKey, 'files'), nowMs });
  const watch = (provider: Provider): Provider =>
    watchCalls(provider, {
      ...{ nowMs, monotonicMs },
      onCall: (report) => {
        metrics.countCall(report);
        tracing?.noteCall(report);
      },
    });
  const hosted = await openVendors(vendorKeys, config.priceOverrides, { fetch, nowMs, watch });
  const local = createLocalProvider({ blobs, mediaPool, folder: path.join(dataFolder, 'renders') });
  const { stillUrls, hookUrls } = outsideUrls({
    ...{ vendorKeys, nowMs, publicUrl: config.isPublic === true ? config.baseUrl : undefined },
    keyFor: (purpose) => deriveKey(secretKey, purpose),
  });
  const epoch = createEpoch({ store, blobs, monotonicMs });
  const installation = {
    ...{ fetch, nowMs, watch, allowAddresses, stillUrls, priceBook: hosted.priceBook },
    models: [LOCAL_MODEL, ...hosted.models, ...(config.models ?? [])],
    providers: new Map([local, ...hosted.providers, ...(config.providers ?? [])].map((one) => [one.id, one])),
    keepClipMs: config.keepClipMs ?? KEEP_CLIP_MS,
    priceOverrides: config.priceOverrides,
  };
  const tasks = {
    ...{ store, blobs, mediaPool, fileUrls, hookUrls, monotonicMs },
    ...installation,
    ...(config.publishing === undefined
      ? {}
      : { publisher: createPublisher({ blobs, own: config.blobs, ...config.publishing }) }),
    accounts: createAccounts({
      ...{ store, installation, monotonicMs, onTrouble },
      vendorKeys,
      seal: createSecretSeal(secretKey, VENDOR_KEYS),
    }),
    calls: createCallGate(store),
    roomLine: createRoomLine({ store, monotonicMs, random: Math.random, onTrouble }),
    epoch,
    gate: createSubmitGate({ store, monotonicMs, nowMs, random: Math.random }),
    renderTimes: createRenderTimes(store, nowMs),
    pollMs: config.pollMs,
    random: Math.random,
    progress: createProgressBoard(),
    newId: createUlids(),
    turns: createFairTurns(store, nowMs),
  };
  const restored = await findRestored(config.isRestored === true, tasks);
  const secrets = createWebhookSecrets({ store, secretKey, fixedSecret: config.webhookSecret });
  const runner = createRunner(tasks, {
    lanes: lanesFor(config.mediaProcesses),
    onTrouble,
    ...(config.leaseMs === undefined ? {} : { leaseMs: config.leaseMs }),
  });
  const deliverer = createDeliverer({
    ...{ store, fetch, nowMs },
    // Alerts are the operator's own, to a place of theirs.
    secrets: { liveOf: (accountId) => secrets.liveOf(accountId === ALERTS_ACCOUNT ? DEFAULT_ACCOUNT : accountId) },
    addressesOf: async (accountId) =>
      accountId === ALERTS_ACCOUNT ? ANYWHERE : (await tasks.accounts.viewOf(accountId)).allowAddresses,
    random: Math.random,
    ids: tasks.newId,
    onError: onTrouble,
    onTry: (report) => {
      metrics.countTry(report);
      tracing?.noteTry(report);
    },
    ...(tracing === undefined ? {} : { traceParentOf: (taskId) => tracing.traceParentOf(taskId) }),
  });
  const keeper = createKeeper({ store, blobs, nowMs, keeping: local, onTrouble });
  const alerts =
    config.alertUrl === undefined
      ? undefined
      : createAlertWatch({
          ...{ store, blobs, nowMs, onTrouble, newId: tasks.newId, url: config.alertUrl },
          callingProviders:
            hookUrls === undefined ? [] : hosted.providers.filter((one) => one.hear !== undefined).map(({ id }) => id),
        });
  const { secretKeyFile } = config;
  const backups = createBackups({
    ...{ store, blobs, keeper, dataFolder, names: NAMES },
    ...(secretKeyFile === undefined ? {} : { secretKeyFile }),
  });
  const app = createApp({
    ...{ tasks, secrets, onTrouble },
    // What is copied until here is behind from now on.
    backups: { write: (...asked) => backups.write(...asked).finally(() => epoch.advance().catch(onTrouble)) },
    ...(tracing === undefined ? {} : { tracing }),
    metrics,
    version: config.version,
    baseUrl: config.baseUrl,
    ...(config.adminKey === undefined ? {} : { adminKey: config.adminKey }),
  });

  return {
    app,
    store,
    ...(restored === undefined ? {} : { restored }),
    start() {
      runner.start();
      deliverer.start();
      keeper.start();
      alerts?.start();
      store.run(() => notePrices(config.pricesSha256)).catch(onTrouble);
    },
    async stop() {
      app.drain();
      await Promise.all([runner.stop(), deliverer.stop(), keeper.stop(), backups.stop(), alerts?.stop()]);
      await tracing?.stop();
      await store.close();
    },
  };
}

/** Nothing of S3 is loaded where there is no bucket. */
async function openBlobs({ dataFolder, blobs }: SystemConfig): Promise<BlobStore> {
  if (blobs === undefined) return await openDiskBlobs({ root: path.join(dataFolder, NAMES.blobs) });
  const { openS3Blobs } = await import('./blobs/s3/s3-blobs.js');
  return await openS3Blobs({ config: blobs, scratchFolder: path.join(dataFolder, 'lent') });
}

/** A key of its own for each purpose, so that none can stand in for another. */
function deriveKey(secretKey: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secretKey, '', `firstframe ${purpose}`, 32));
}
