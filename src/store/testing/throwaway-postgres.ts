import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

const execute = promisify(execFile);

/** A Postgres that was made for a test, on a socket in a folder only its user can enter. */
export interface PostgresCluster {
  /** Creates an empty database and answers with its URL. */
  createDatabase(): Promise<string>;
  /** Starts it again after {@link stop}. */
  start(): Promise<void>;
  /** `immediate` is a crash: every connection breaks, and what was committed is replayed at the next start. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  /** Stops it and removes its files. */
  remove(): Promise<void>;
}

/** Why there is no Postgres for tests here. */
export interface NoPostgres {
  readonly missing: string;
}

/** Who runs the server: it refuses to be root. `undefined`: whoever runs this. */
type Identity = { readonly uid: number; readonly gid: number } | undefined;

/** A cluster of its own, for what stops and starts it. `durable`: as fast, and as safe, as in earnest. */
export async function startPostgres({ durable = false } = {}): Promise<PostgresCluster | NoPostgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'firstframe-postgres-own-'));
  return await makeCluster(folder, { durable }).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    return { missing: describeFailure(error) };
  });
}

/** Makes a cluster in an empty folder and starts it; rejects with the reason when that is not possible here. */
export async function makeCluster(
  folder: string,
  { durable }: { readonly durable: boolean },
): Promise<PostgresCluster> {
  const initdb = findTool('initdb');
  if (initdb === undefined) throw new Error('there is no initdb on PATH or in /usr/lib/postgresql; install postgresql');
  const identity = await findIdentity();
  if (identity !== undefined) await chown(folder, identity.uid, identity.gid);
  const data = path.join(folder, 'data');
  const options = ['-U', 'firstframe', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '-D', data];
  await execute(initdb, options, { cwd: folder, ...identity });
  const settings = [`listen_addresses = ''`, `unix_socket_directories = '${folder}'`, 'max_connections = 200'];
  if (!durable) settings.push('fsync = off', 'synchronous_commit = off', 'full_page_writes = off');
  await writeFile(path.join(data, 'postgresql.auto.conf'), `${settings.join('\n')}\n`);
  const cluster = clusterIn(folder, identity);
  await cluster.start();
  return cluster;
}

/** A cluster that somebody made in a folder. */
export function clusterIn(folder: string, identity?: Identity): PostgresCluster {
  const data = path.join(folder, 'data');
  const urlOf = (name: string): string => `postgres://firstframe@localhost/${name}?host=${encodeURIComponent(folder)}`;
  const control = async (...options: readonly string[]): Promise<void> => {
    const who = identity ?? (await findIdentity());
    const tool = findTool('pg_ctl') ?? 'pg_ctl';
    await execute(tool, ['-D', data, '-w', '-t', '60', ...options], { cwd: folder, ...who });
  };
  return {
    createDatabase: async () => {
      const name = `firstframe_${randomBytes(6).toString('hex')}`;
      const client = new Client({ connectionString: urlOf('postgres') });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`).finally(() => client.end());
      return urlOf(name);
    },
    start: () => control('-l', path.join(folder, 'log'), 'start'),
    stop: (mode = 'fast') => control('-m', mode, 'stop'),
    remove: async () => {
      await control('-m', 'immediate', 'stop').catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Ends the cluster in a folder, and removes it, when a process has ended, whatever ended it. */
export async function removeAfter(pid: number, folder: string): Promise<void> {
  const who = await findIdentity();
  // As the server's own user, and by the shell alone, so that nothing of ours has to be alive by then.
  const script = `while [ -d "/proc/$1" ] || kill -0 "$1" 2>/dev/null; do sleep 1; done
    "$2" -D "$3/data" -m immediate stop; rm -rf "$3"`;
  const tool = findTool('pg_ctl') ?? 'pg_ctl';
  spawn('sh', ['-c', script, 'sh', `${pid}`, tool, folder], {
    cwd: '/',
    detached: true,
    stdio: 'ignore',
    ...who,
  }).unref();
}

/** Debian keeps the server's tools off the PATH, by version; the newest wins. */
function findTool(name: string): string | undefined {
  const packaged = '/usr/lib/postgresql';
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => path.join(packaged, version, 'bin')), ...pathFolders()];
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

function pathFolders(): readonly string[] {
  return ['/usr/local/bin', '/usr/bin', '/opt/homebrew/bin', '/usr/local/pgsql/bin'];
}

async function findIdentity(): Promise<Identity> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const answers = await Promise.all(['-u', '-g'].map((option) => execute('id', [option, name]))).catch(
      () => undefined,
    );
    const [uid, gid] = (answers ?? []).map(({ stdout }) => Number(stdout));
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error('Postgres refuses to run as root, and there is no user postgres or nobody');
}

/** What went wrong, in the words of what failed. */
export function describeFailure(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
