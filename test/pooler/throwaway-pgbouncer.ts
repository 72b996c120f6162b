import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A PgBouncer in transaction mode, in front of one database. */
export interface Pooler {
  /** What a store is opened with. */
  readonly url: string;
  readonly version: string;
  readonly remove: () => Promise<void>;
}

/** Why there is none here. */
export interface NoPooler {
  readonly missing: string;
}

/** Whether there is one to be had, and which. */
export async function findPgBouncer(): Promise<{ readonly version: string } | NoPooler> {
  try {
    const { stdout } = await execute('pgbouncer', ['--version'], { env: PATHS });
    return { version: stdout.split('\n')[0] ?? '' };
  } catch {
    return { missing: 'there is no pgbouncer on PATH; install pgbouncer' };
  }
}

/** Debian keeps it where only root's PATH leads. */
const PATHS = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/opt/homebrew/bin' };

/** Starts one. `servers`: connections to Postgres that all clients share. */
export async function startPgBouncer(databaseUrl: string, servers: number): Promise<Pooler> {
  const { version } = (await findPgBouncer()) as { readonly version: string };
  const folder = await mkdtemp(path.join(tmpdir(), 'firstframe-pgbouncer-'));
  const url = new URL(databaseUrl);
  const name = url.pathname.slice(1);
  const host = url.searchParams.get('host') ?? '';
  const port = 6432;
  const settings = [
    '[databases]',
    `${name} = host=${host} dbname=${name} user=firstframe`,
    '[pgbouncer]',
    ...[`unix_socket_dir = ${folder}`, `listen_port = ${port}`, 'listen_addr =', 'unix_socket_mode = 0777'],
    ...['auth_type = any', 'pool_mode = transaction', `default_pool_size = ${servers}`, 'max_client_conn = 200'],
  ];
  await writeFile(path.join(folder, 'pgbouncer.ini'), `${settings.join('\n')}\n`);
  await chmod(folder, 0o777);
  // As the database's own user: it refuses to be root, and nobody else gets to the database's socket.
  const { uid, gid } = await stat(host);
  const child = spawn('pgbouncer', ['-q', path.join(folder, 'pgbouncer.ini')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: PATHS,
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const remove = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const socket = path.join(folder, `.s.PGSQL.${port}`);
  for (let tries = 0; !(await answers(socket)); tries += 1) {
    if (tries > 100 || child.exitCode !== null) {
      await remove();
      throw new Error(`pgbouncer did not start: ${said}`);
    }
    await delay(50);
  }
  return { url: `postgres://firstframe@localhost:${port}/${name}?host=${encodeURIComponent(folder)}`, version, remove };
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asking = connect(socket);
    asking.once('connect', () => {
      asking.destroy();
      resolve(true);
    });
    asking.once('error', () => resolve(false));
  });
}
