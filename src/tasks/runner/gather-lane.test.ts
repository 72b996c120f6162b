import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { readTask } from '../../store/operations/read-tasks.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { sql } from '../../store/statement.js';
import { untilFound } from '../../store/testing/until-found.js';
import { lanesFor } from '../lanes.js';
import { createFakeVendor } from '../testing/fake-vendor.js';
import { openTaskHouse, type TaskHouse } from '../testing/task-house.js';
import { createRunner } from './runner.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A host of stills: `/slow` never answers, `/busy` answers 503, everything else a still. */
async function openHost(): Promise<string> {
  const server: Server = createServer((request, response) => {
    if (request.url === '/slow') return;
    response.statusCode = request.url === '/busy' ? 503 : 200;
    response.end('a still');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function open(): Promise<{ readonly house: TaskHouse; readonly host: string }> {
  const host = await openHost();
  const opened = await openTaskHouse(createFakeVendor({}, true));
  const house = { ...opened, deps: { ...opened.deps, allowAddresses: ['127.0.0.1/32'] } };
  const runner = createRunner(house.deps, { lanes: lanesFor(1) });
  closing.push(
    () => house.close(),
    () => runner.stop(),
  );
  runner.start();
  return { house, host };
}

const ended = (house: TaskHouse, id: string): Promise<TaskRecord> =>
  until(house, id, ({ completedAtMs }) => completedAtMs > 0);

function until({ deps }: TaskHouse, id: string, isIt: (task: TaskRecord) => boolean): Promise<TaskRecord> {
  return untilFound(deps.store, async () => {
    const task = await deps.store.run(() => readTask('default', id));
    return task !== undefined && isIt(task) ? task : undefined;
  });
}

it('renders for others while the hosts of some stills keep it waiting', async () => {
  const { house, host } = await open();
  for (let slow = 0; slow < 8; slow += 1) await house.accept({ input: { first_frame_url: `${host}/slow` } });
  const fetched = await house.accept({ input: { first_frame_url: `${host}/still.jpg` } });
  const own = await house.accept();
  expect((await ended(house, fetched)).state).toBe('succeeded');
  expect((await ended(house, own)).state).toBe('succeeded');
});

it('tells the caller, not the operator, of a host that is away', async () => {
  const { house, host } = await open();
  const id = await house.accept({ input: { first_frame_url: `${host}/busy` } });
  // Each state counts its own tries.
  await until(house, id, ({ state }) => state === 'preparing');
  // As if it had been tried for long already: the waits between are not what is looked at.
  await house.deps.store.run(function* () {
    yield sql`UPDATE tasks SET tries = 5 WHERE id = ${id}`;
  });
  const task = await ended(house, id);
  expect(task.error).toMatchObject({ code: 'INVALID_REQUEST' });
  expect(task.error?.message).toContain('first_frame_url: the URL answered 503');
  expect(task.failure).toMatchObject({ class: 'bad_input', field: 'first_frame_url', charged: 'no', retry: 'free' });
});
