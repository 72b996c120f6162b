import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PostgresCluster, sharedPostgres, startPostgres } from '../../../test/postgres.js';
import { readTask } from '../operations/read-tasks.js';
import { sql, wake } from '../statement.js';
import type { Store } from '../store.js';
import { makeNewTask } from '../testing/make-new-task.js';
import { openPostgresStore } from './postgres-store.js';

const postgres = await sharedPostgres();

/** A wire that breaks when the client sends the text `cutAt`. */
interface Wire {
  cutAt: string | undefined;
  /** Whether what carries the text still reaches the server, and only its answer is lost. */
  passesOn: boolean;
  readonly url: string;
  close(): void;
}

async function makeWire(url: string): Promise<Wire> {
  const target = new URL(url);
  const folder = await mkdtemp(path.join(tmpdir(), 'firstframe-wire-'));
  const sockets = new Set<Socket>();
  const real = path.join(target.searchParams.get('host') ?? '', '.s.PGSQL.5432');
  const server: Server = createServer((client) => {
    const upstream = connect(real);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        upstream.end();
      });
    }
    let isCut = false;
    upstream.on('data', (bytes) => {
      if (isCut) client.destroy();
      else client.write(bytes);
    });
    client.on('data', (bytes) => {
      if (wire.cutAt !== undefined && bytes.includes(wire.cutAt)) {
        wire.cutAt = undefined;
        isCut = true;
      }
      if (!isCut || wire.passesOn) upstream.write(bytes);
      else client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(path.join(folder, '.s.PGSQL.5432'), resolve));
  target.searchParams.set('host', folder);
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
    rmSync(folder, { recursive: true, force: true });
  };
  const wire: Wire = { cutAt: undefined, passesOn: true, url: target.href, close };
  return wire;
}

describe.skipIf('missing' in postgres)('a connection that breaks', () => {
  let wire: Wire;
  let store: Store;

  beforeEach(async () => {
    if ('missing' in postgres) return;
    wire = await makeWire(await postgres.createDatabase());
    store = await openPostgresStore({ url: wire.url, poolMax: 2 });
  });
  afterEach(async () => {
    await store.close();
    wire.close();
  });

  const insert = (id: string) =>
    store.run(function* () {
      yield sql`INSERT INTO accounts (id, created_at) VALUES (${id}, 0)`;
    });

  it.each(['BEGIN', 'INSERT INTO accounts'])('at %s wrote nothing: `unavailable`', async (cutAt) => {
    wire.cutAt = cutAt;
    await expect(insert('a')).rejects.toMatchObject({ name: 'StoreError', reason: 'unavailable' });
    await insert('a');
  });

  it.each([true, false])('at COMMIT leaves it unknown whether it was written (it was: %s)', async (passesOn) => {
    wire.passesOn = passesOn;
    wire.cutAt = 'COMMIT';
    await expect(insert('a')).rejects.toMatchObject({ name: 'StoreError', reason: 'commit_unknown' });
    const again = insert('a');
    if (passesOn) await expect(again).rejects.toMatchObject({ reason: 'broken' });
    else await again;
  });

  it('during a create of one statement leaves it unknown, and the caller’s key finds out', async () => {
    const task = makeNewTask({ idempotency: { key: 'k', bodyHash: 'h', keepMs: 60_000 } });
    wire.cutAt = 'INSERT INTO idempotency';
    await expect(store.createTask(task)).rejects.toMatchObject({ reason: 'commit_unknown' });
    const again = await store.createTask({ ...task, id: makeNewTask().id });
    expect(again).toEqual({ kind: 'replayed', taskId: task.id });
  });
});

describe.skipIf('missing' in postgres)('a server that goes and comes back', () => {
  let cluster: PostgresCluster;
  let url: string;

  beforeAll(async () => {
    const started = await startPostgres();
    if ('missing' in started) throw new Error(started.missing);
    cluster = started;
    url = await cluster.createDatabase();
  });
  afterAll(() => cluster.remove());

  it('is `unavailable` meanwhile and used again after, hints too', async () => {
    const [store, other] = [await openPostgresStore({ url }), await openPostgresStore({ url })];
    const kept = makeNewTask();
    await store.createTask(kept);
    await cluster.stop('fast');
    await expect(store.createTask(makeNewTask())).rejects.toMatchObject({ reason: 'unavailable' });
    await expect(store.run(() => readTask('default', kept.id))).rejects.toMatchObject({ reason: 'unavailable' });
    await expect(openPostgresStore({ url })).rejects.toMatchObject({ reason: 'unavailable' });
    await cluster.start();
    expect(await store.run(() => readTask('default', kept.id))).toMatchObject({ id: kept.id });
    expect(await store.createTask(makeNewTask())).toMatchObject({ kind: 'created' });
    let heard = false;
    const hearing = new Promise<void>((resolve) => {
      other.onWake(() => {
        heard = true;
        resolve();
      });
    });
    // Hints sent while either side is still reconnecting are lost, as they may be.
    const say = async (): Promise<void> => {
      while (!heard) {
        await store.run(function* () {
          yield wake('again');
        });
      }
    };
    await Promise.all([hearing, say()]);
    await Promise.all([store.close(), other.close()]);
  });
});
