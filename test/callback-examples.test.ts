import { createAdaptorServer } from '@hono/node-server';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createExpressReceiver } from '../examples/callbacks/express.js';
import { createHonoReceiver } from '../examples/callbacks/hono.js';
import { POST } from '../examples/callbacks/next/app/callbacks/route.js';
import { openReceivedTasks, type ReceivedTasks } from '../examples/callbacks/received-tasks.js';
import type { CallbackHandling, CallbackTask } from '../src/client/index.js';
import { replayDelivery } from '../src/store/operations/delivery-log.js';
import { BODY, DeliveryBench } from '../src/delivery/testing/delivery-bench.js';

const TASK_ID = 'tk-hiapi-01HZTQ8BX2N3GM3YFK4Z9D7VQR';

let bench: DeliveryBench;
let folder: string;
let secret: string;
let servers: Server[];

beforeEach(async () => {
  bench = await new DeliveryBench().begin();
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-received-'));
  secret = await bench.secrets.rotate('default');
  // The receivers look at the real clock.
  bench.clock.advance(Date.now() - bench.clock.nowMs());
  servers = [];
});

afterEach(async () => {
  await bench.end();
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  rmSync(folder, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks`;
}

/** What Express and Hono are given; the Next.js route reads the same from its environment. */
function handlingOf(tasks: ReceivedTasks): CallbackHandling {
  return {
    secrets: [secret],
    persist: tasks.persist,
    work: ({ taskId }) => tasks.finish(taskId),
    onError: (error) => expect(error).toBeUndefined(),
  };
}

const RECEIVERS: readonly (readonly [string, (tasks: ReceivedTasks) => Promise<string>])[] = [
  ['Express', (tasks) => listen(createServer(createExpressReceiver(handlingOf(tasks))))],
  ['Hono', (tasks) => listen(createAdaptorServer({ fetch: createHonoReceiver(handlingOf(tasks)).fetch }) as Server)],
  [
    'Next.js',
    () => {
      vi.stubEnv('RECEIVED_FOLDER', folder);
      vi.stubEnv('FIRSTFRAME_WEBHOOK_SECRET', secret);
      return listen(createAdaptorServer({ fetch: POST }) as Server);
    },
  ],
];

describe.each(RECEIVERS)('the example for %s', (_, start) => {
  it('takes a callback that was signed and sent for real, writes it down, and works on it once', async () => {
    const tasks = await openReceivedTasks(folder);
    const url = await start(tasks);
    bench.deliverer();
    const id = await bench.owe(url);
    expect(await bench.tries.next()).toMatchObject({ outcome: 'delivered', status: 204 });
    await bench.store.run(() => replayDelivery('default', id));
    expect(await bench.tries.next()).toMatchObject({ outcome: 'delivered', status: 204 });
    await vi.waitFor(() => expect(readdirSync(folder).sort()).toEqual([`${TASK_ID}.done`, `${TASK_ID}.json`]));
    expect(await tasks.listUnfinished()).toEqual([]);
  });

  it('refuses one that another secret has signed, and writes nothing down', async () => {
    const url = await start(await openReceivedTasks(folder));
    bench.deliverer({ secrets: { liveOf: () => Promise.resolve(['of somebody else, as long']) } });
    await bench.owe(url);
    expect(await bench.tries.next()).toMatchObject({ outcome: 'pending', status: 401 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses one that is too large', async () => {
    const url = await start(await openReceivedTasks(folder));
    bench.deliverer();
    await bench.owe(url, { body: `{"taskId":"${'x'.repeat(1_100_000)}"}` });
    expect(await bench.tries.next()).toMatchObject({ outcome: 'pending', status: 413 });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('received tasks', () => {
  const task = JSON.parse(BODY) as CallbackTask;

  it('are new once, of fifty callbacks at the same time', async () => {
    const tasks = await openReceivedTasks(folder);
    const endings = await Promise.all(Array.from({ length: 50 }, () => tasks.persist(task)));
    expect(endings.filter((ending) => ending === 'new')).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([`${TASK_ID}.json`]);
  });

  it('are unfinished until they are finished, whatever process asks, and never new again', async () => {
    await (await openReceivedTasks(folder)).persist(task);
    const later = await openReceivedTasks(folder);
    expect(await later.listUnfinished()).toEqual([task]);
    await later.finish(task.taskId);
    expect(await later.listUnfinished()).toEqual([]);
    expect(await later.persist(task)).toBe('duplicate');
  });

  it('are not written outside the folder', async () => {
    const tasks = await openReceivedTasks(folder);
    await expect(tasks.persist({ ...task, taskId: '../elsewhere' })).rejects.toThrow('the task id is not one');
  });
});
