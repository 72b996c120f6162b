import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sharedPostgres } from '../postgres.js';
import { type Answer, send } from './caller.js';
import { killNodes, startHealthyNode } from './node-process.js';
import { runStops } from './stops.js';
import { startVendor } from './vendor.js';
import { VENDOR_MODEL } from './vendor-provider.js';

/** `node bench/run.js chaos` stops one 100 times. */
const STOPS = 20;

const postgres = await sharedPostgres();
const missing = 'missing' in postgres ? ` (skipped: ${postgres.missing})` : '';
let folder: string;
let databaseUrl: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'firstframe-chaos-'));
  if (!('missing' in postgres)) databaseUrl = await postgres.createDatabase();
});

afterEach(async () => {
  killNodes();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf('missing' in postgres || process.platform !== 'linux')(`two nodes on Postgres${missing}`, () => {
  it(`a node that was frozen past its lease sends nothing and moves nothing when it wakes, ${STOPS} times`, async () => {
    const report = await runStops({ folder, databaseUrl, stops: STOPS, seed: 4, say });
    say(JSON.stringify(report));
    expect(report.faults).toEqual([]);
    expect(report.asleepOnTask).toBeGreaterThan(STOPS / 4);
  });

  it('make one task of one Idempotency-Key that comes 200 times at once', async () => {
    const vendor = await startVendor({ isKind: true });
    const plan = {
      dataFolder: folder,
      databaseUrl,
      vendorUrl: vendor.url,
      leaseMs: 15_000,
      signal: 'SIGKILL',
    } as const;
    const [one, other] = [
      await startHealthyNode({ ...plan, name: 'one', idle: true }),
      await startHealthyNode({ ...plan, name: 'other', idle: true }),
    ];
    const headers = {
      ...{ authorization: `Bearer ${String(await one.node.ask('key'))}`, 'content-type': 'application/json' },
      'idempotency-key': randomUUID(),
    };
    const body = JSON.stringify({ model: VENDOR_MODEL, input: { prompt: 'one order' } });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        send(`${index % 2 === 0 ? one.url : other.url}/v1/tasks`, { method: 'POST', headers, body, timeoutMs: 60_000 }),
      ),
    );
    const kinds = answers.map(kindOf);
    say(
      ['created', 'replayed', 'in flight']
        .map((kind) => `${kinds.filter((one) => one === kind).length} ${kind}`)
        .join(', '),
    );
    expect(kinds.filter((kind) => kind === 'created')).toHaveLength(1);
    expect(kinds.filter((kind) => kind.startsWith('wrong'))).toEqual([]);
    const ids = new Set(answers.filter(({ status }) => status === 200).map(taskIdOf));
    expect(ids.size).toBe(1);
    const again = await Promise.all(
      [one, other].map(({ url }) => send(`${url}/v1/tasks`, { method: 'POST', headers, body })),
    );
    expect(again.map(kindOf)).toEqual(['replayed', 'replayed']);
    expect(new Set(again.map(taskIdOf))).toEqual(ids);
    expect(await one.node.ask('facts')).toHaveLength(1);
    vendor.close();
  });
});

function kindOf({ status, headers, body }: Answer): string {
  if (status === 200) return headers['idempotent-replay'] === 'true' ? 'replayed' : 'created';
  if (status === 409 && Number(headers['retry-after']) >= 1) return 'in flight';
  return `wrong: ${status} ${JSON.stringify(body)}`;
}

function taskIdOf({ body }: Answer): string {
  return (body as { readonly data: { readonly taskId: string } }).data.taskId;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
