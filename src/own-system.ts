import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { BlobError } from './blobs/blob-error.js';
import type { BucketVariables, Environment } from './cli/environment.js';
import type { OwnedSystem } from './cli/line/folder-line.js';
import { NOWHERE } from './cli/line/nowhere.js';
import { readSecretKey, secretKeyFileOf } from './cli/line/secret-key.js';
import type { MigrateReport } from './cli/migrate.js';
import { type SocketPlace, socketPlaceOf } from './cli/line/socket-place.js';
import type { OpenedServer, ServerAsked } from './cli/serve/open-server.js';
import { createClient } from './client/client.js';
import { ClientError } from './client/client-error.js';
import { AppError } from './contract/errors.js';
import type { MediaPool } from './media/pool.js';
import { StoreError } from './store/store.js';
import type { System, SystemConfig } from './system.js';

/** What an owner works with, whatever command it is. */
export interface OwnDeps {
  readonly environment: Environment;
  readonly version: string;
  readonly mediaPool: () => Promise<MediaPool>;
  readonly mediaProcesses: number;
  /** The database came out of a backup, as its operator says. Absent: it is found out. */
  readonly isRestored?: boolean;
  /** What went wrong behind the scenes; of a request, with its id. */
  readonly onTrouble: (error: unknown, requestId?: string) => void;
  /** Writes a line of the log of `serve`. */
  readonly logLine: (line: string) => void;
}

/** A system, and the lock that makes it this process's. */
interface Owned {
  readonly system: System;
  readonly release: () => void;
}

/** Loads what a system takes, so that it is there when it is asked for: it takes longer than reading the arguments. */
export function preloadSystem(): void {
  // What fails here fails again where it is needed, and is told there.
  loadSystem().catch(() => undefined);
}

/** Where a data folder's owner listens. */
export function socketOf(dataFolder: string): SocketPlace {
  return socketPlaceOf(dataFolder, { temporary: tmpdir(), platform: process.platform });
}

/** Makes this process the owner of a data folder, for one command; `undefined`: another process is. @throws StoreError, AppError */
export async function ownFolder(dataFolder: string, deps: OwnDeps): Promise<OwnedSystem | undefined> {
  const owned = await open(dataFolder, NOWHERE, deps);
  if (owned === undefined) return undefined;
  const { system } = owned;
  const door = createDoor(dataFolder, system);
  return {
    send: inProcess(system),
    // Where there is a database for many, there is nobody to be let in: every process is a node of its own.
    listen: deps.environment.databaseUrl === undefined ? door.open : () => Promise.resolve(),
    start: () => system.start(),
    async stop() {
      // First of all: a stream of events would keep the door open.
      system.app.drain();
      await door.close();
      await system.stop().finally(owned.release);
    },
  };
}

/** Opens a server that is not reachable yet. @throws AppError `bad_usage` when another process owns the folder */
export async function openServer(dataFolder: string, asked: ServerAsked, deps: OwnDeps): Promise<OpenedServer> {
  const { host } = asked;
  // Signed URLs have the port in them, and are made from the first task on.
  const port = asked.port === 0 ? await findFreePort(host) : asked.port;
  const { publicUrl, adminKey, databaseUrl } = deps.environment;
  const baseUrl = publicUrl ?? `http://${hostInUrl(host)}:${port}`;
  const own = asked.isRestored === true ? { ...deps, isRestored: true } : deps;
  const owned = await open(dataFolder, baseUrl, own, asked.logsMoves ? deps.logLine : undefined);
  if (owned === undefined) {
    const message = `another firstframe has the data folder ${dataFolder}`;
    throw new AppError('bad_usage', message, { todo: 'Stop it, or give this one a folder of its own: --data DIR.' });
  }
  const { system } = owned;
  const door = createDoor(dataFolder, system);
  let closeNetwork = (): Promise<void> => Promise.resolve();
  return {
    client: createClient({ baseUrl: NOWHERE, fetch: inProcess(system) }),
    dataFolder,
    hasAdminKey: adminKey !== undefined,
    isShareable: databaseUrl === undefined || deps.environment.bucket !== undefined,
    ...(system.restored === undefined ? {} : { restored: system.restored }),
    async listen() {
      const { listen } = await loadListen();
      const listening = await listen(system.app, { host, port });
      closeNetwork = () => listening.close();
      if (databaseUrl === undefined) await door.open();
      system.start();
      return { url: publicUrl ?? listening.url, at: listening.url };
    },
    async stop() {
      system.app.drain();
      await Promise.all([closeNetwork(), door.close()]);
      await system.stop().finally(owned.release);
    },
  };
}

/** Brings the schema up to date, of the database for many or of the folder's own. @throws StoreError, AppError */
export async function migrateOwn(dataFolder: string, databaseUrl: string | undefined): Promise<MigrateReport> {
  try {
    if (databaseUrl !== undefined) {
      const { migrateDatabase } = await import('./store/postgres/migrate-postgres.js');
      return { database: 'postgres', applied: await migrateDatabase(databaseUrl), isInUse: false };
    }
    const { migrateFolder } = await import('./store/sqlite/migrate-folder.js');
    const { NAMES } = await import('./system.js');
    const applied = migrateFolder(dataFolder, NAMES.database, Date.now());
    return { database: 'sqlite', applied: applied ?? [], isInUse: applied === undefined };
  } catch (error) {
    throw openError(dataFolder, error);
  }
}

async function loadSystem() {
  const [{ openSystem }, { ownDataFolder }] = await Promise.all([
    import('./system.js'),
    import('./store/sqlite/own-data-folder.js'),
  ]);
  return { openSystem, ownDataFolder };
}

async function readPrices(file: string): Promise<Pick<SystemConfig, 'priceOverrides' | 'pricesSha256'>> {
  const { readPricesFile } = await import('./tasks/money/read-prices-file.js');
  const priceOverrides = await readPricesFile(file);
  return { priceOverrides, pricesSha256: createHash('sha256').update(readFileSync(file)).digest('hex') };
}

async function readBucket(bucket: BucketVariables): Promise<SystemConfig['blobs']> {
  const { readS3Config } = await import('./blobs/s3/s3-config.js');
  return readS3Config(bucket);
}

/** Loaded after what a command waits for. */
function loadListen() {
  return import('./server/listen.js');
}

function open(
  dataFolder: string,
  baseUrl: string,
  deps: OwnDeps,
  logLine?: OwnDeps['logLine'],
): Promise<Owned | undefined> {
  return openOwned(dataFolder, baseUrl, deps, logLine).catch((error: unknown) => {
    throw openError(dataFolder, error);
  });
}

async function openOwned(
  dataFolder: string,
  baseUrl: string,
  deps: OwnDeps,
  logLine?: OwnDeps['logLine'],
): Promise<Owned | undefined> {
  const { environment, version, mediaPool, mediaProcesses, onTrouble } = deps;
  const { databaseUrl, webhookSecret, adminKey, allowAddresses, vendorKeys, pollMs, alertUrl, otlpEndpoint } =
    environment;
  const { openSystem, ownDataFolder } = await loadSystem();
  const prices = environment.pricesFile === undefined ? undefined : await readPrices(environment.pricesFile);
  const blobs = environment.bucket === undefined ? undefined : await readBucket(environment.bucket);
  const isShared = databaseUrl !== undefined;
  const ownership = isShared ? { release: () => undefined } : ownDataFolder(dataFolder);
  if (ownership === undefined) return undefined;
  try {
    const system = await openSystem({
      ...{ dataFolder, baseUrl, version, mediaPool, mediaProcesses, onTrouble, allowAddresses, vendorKeys },
      isPublic: baseUrl === environment.publicUrl,
      ...(pollMs === undefined ? {} : { pollMs }),
      ...prices,
      ...(deps.isRestored === true ? { isRestored: true } : {}),
      ...(alertUrl === undefined ? {} : { alertUrl }),
      ...(otlpEndpoint === undefined ? {} : { otlpEndpoint }),
      ...(logLine === undefined ? {} : { logMove: logLine }),
      ...(blobs === undefined ? {} : { blobs }),
      ...(environment.publishing === undefined ? {} : { publishing: environment.publishing }),
      secretKey: readSecretKey({ dataFolder, given: environment.secretKey, isShared }),
      ...(environment.secretKey === undefined ? { secretKeyFile: secretKeyFileOf(dataFolder) } : {}),
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
      ...(webhookSecret === undefined ? {} : { webhookSecret }),
      ...(adminKey === undefined ? {} : { adminKey }),
    });
    return { system, release: () => ownership.release() };
  } catch (error) {
    ownership.release();
    throw error;
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** SQLSTATE of who may not log in (class 28), of a database that is not there, and of a missing right. */
const SHUT_OUT = /^(28\w{3}|3D000|42501)$/;

/** What keeps a system from opening, for the one who typed the command. */
function openError(dataFolder: string, error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof BlobError) return new AppError('bad_output', error.message, { todo: error.todo, cause: error });
  const cause = error instanceof StoreError && error.cause !== undefined ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  if (error instanceof StoreError && error.reason !== 'broken') {
    return new ClientError(error.message, { status: 503, code: `store_${error.reason}`, cause: error });
  }
  if (error instanceof StoreError && code !== undefined && SHUT_OUT.test(code)) {
    const todo =
      'Look at the user, the password and the name of the database in FIRSTFRAME_DATABASE_URL, and at what that user may do.';
    return new AppError('bad_usage', `the database does not let us in (${code}: ${messageOf(cause)})`, {
      todo,
      cause: error,
    });
  }
  if (code === undefined || !/^(E[A-Z]+|SQLITE_(CANTOPEN|READONLY|PERM|FULL|IOERR)\w*)$/.test(code)) return error;
  const other = 'use another folder: FIRSTFRAME_DATA=DIR.';
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    const message = `the data folder ${dataFolder} is no folder, or lies in a file (${code})`;
    return new AppError('bad_output', message, { todo: `Take the file away, or ${other}`, cause: error });
  }
  const todo = `Give your user the right to write there, or ${other}`;
  return new AppError('bad_output', `the data folder ${dataFolder} cannot be used (${code})`, { todo, cause: error });
}

/** How other commands of this user get in. */
interface Door {
  readonly open: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The folder's socket: only whoever holds the folder's lock opens it, and closes it before the lock goes. */
function createDoor(dataFolder: string, system: System): Door {
  const place = socketOf(dataFolder);
  const leave = (): void => place.clear();
  let opening: Promise<{ close(): Promise<void> }> | undefined;
  return {
    async open(): Promise<void> {
      opening = loadListen().then(({ listen }) => listen(system.app, { socketPath: place.prepare() }));
      process.once('exit', leave);
      await opening;
    },
    async close(): Promise<void> {
      const opened = await opening?.catch(() => undefined);
      await opened?.close();
      process.removeListener('exit', leave);
      if (opening !== undefined) place.clear();
    },
  };
}

/** Calls the API without a network. The caller's stop is heeded whether or not the API does. */
function inProcess(system: System): OwnedSystem['send'] {
  return async (url, init) => {
    const { signal } = init;
    signal?.throwIfAborted();
    const answered = system.app.fetchAsOwner(new Request(url, init));
    if (signal === undefined || signal === null) return answered;
    return await Promise.race([answered, rejectWhenAborted(signal)]);
  };
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/** A port that was free a moment ago. */
async function findFreePort(host: string): Promise<number> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, host, resolve);
    });
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  } catch {
    // Whoever listens there in earnest says what is wrong.
    return 0;
  } finally {
    server.close();
  }
}

function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
