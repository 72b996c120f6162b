import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCaller, send } from './caller.js';
import { findFaults } from './judge.js';
import { type ChaosNode, killNodes, startHealthyNode, startNode, until } from './node-process.js';
import { createRandom } from './random.js';
import type { TaskFacts } from './read-facts.js';
import { startReceiver } from './receiver.js';
import { startVendor } from './vendor.js';

const KILLS = 6;
const STILL = readFileSync(path.join(import.meta.dirname, '../../examples/bottle-front.jpg'));

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'firstframe-chaos-'));
});

afterEach(async () => {
  killNodes();
  await rm(folder, { recursive: true, force: true });
});

it(`the built-in renderer finishes every clip, though it is killed ${KILLS} times while it renders`, async () => {
  const random = createRandom(11);
  const [vendor, receiver] = [await startVendor({ isKind: true }), await startReceiver()];
  const plan = { dataFolder: folder, vendorUrl: vendor.url, leaseMs: 15_000, signal: 'SIGKILL' } as const;
  let node: ChaosNode = (await startHealthyNode({ ...plan, name: 'first' })).node;
  const key = String(await node.ask('key'));
  const caller = createCaller({ key, url: () => (node.isDead() ? undefined : node.url()) });
  const input = {
    ...{ first_frame_url: `data:image/jpeg;base64,${STILL.toString('base64')}`, generate_audio: false },
    ...{ aspect_ratio: 'adaptive', duration: 1, resolution: '480p' },
  };
  const creates: Promise<string>[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const prompt = `Slow push in, take ${kill}`;
    creates.push(
      caller.create({ model: 'local/motion', input: { ...input, prompt }, callback: { url: receiver.url } }),
    );
    await delay(300 + random.whole(1200));
    node.signal('SIGKILL');
    await node.died;
    node = startNode({ ...plan, name: `after ${kill}` });
    if ((await node.opened) === undefined) throw new Error((await node.died).said);
    await node.ask('start');
  }
  const ids = await Promise.all(creates);
  const isOver = async (): Promise<boolean> => {
    const { tasks, owed } = (await node.ask('open')) as { readonly tasks: number; readonly owed: number };
    return tasks === 0 && owed === 0;
  };
  await until('every clip is rendered and told of', isOver, { limitMs: 120_000, everyMs: 200 });
  const tasks = (await node.ask('facts')) as TaskFacts[];
  expect(findFaults({ tasks, caller, vendor, receiver })).toEqual([]);
  expect(tasks.map(({ state }) => state)).toEqual(ids.map(() => 'succeeded'));
  for (const id of ids) {
    const { body } = await caller.read(id);
    const { output } = (body as { readonly data: { readonly output: readonly { readonly url: string }[] } }).data;
    const { pathname, search } = new URL(output[0]!.url);
    const clip = await send(`${node.url() ?? ''}${pathname}${search}`);
    expect(clip.status).toBe(200);
    expect(clip.headers['content-type']).toBe('video/mp4');
  }
  // What the dead had half rendered is not left behind for ever.
  expect(await readdir(path.join(folder, 'renders'))).toEqual([]);
  vendor.close();
  receiver.close();
});
