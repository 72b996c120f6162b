import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ModelOrder } from '../src/contract/model-order.js';
import { hostStills } from '../src/hosting/host-stills.js';
import type { StillSigner, StillToHost } from '../src/hosting/way.js';
import { closeLoopbacks, serve } from '../src/net/testing/loopback.js';
import { createArkProvider } from '../src/providers/ark/ark-provider.js';
import { createDashscopeProvider } from '../src/providers/dashscope/dashscope-provider.js';
import { createHiapiProvider } from '../src/providers/hiapi/hiapi-provider.js';
import type { Provider, RenderOrder, SubmitAnswer } from '../src/providers/provider.js';
import { createRunwayProvider } from '../src/providers/runway/runway-provider.js';
import { listen, type Listening } from '../src/server/listen.js';
import { type ApiHouse, openApiHouse } from '../src/server/testing/api-house.js';
import { type Operation, type Row, sql } from '../src/store/statement.js';
import { createHookUrls } from '../src/tasks/hooks/hook-urls.js';
import { createStillUrls } from '../src/tasks/still-urls.js';
import { startArkVendor } from './vendors/ark-vendor.js';
import { runwayOrder, seedanceOrder, wanOrder } from './vendors/contract/model-orders.js';
import { hooks, type ProviderAccess } from './vendors/contract/subject.js';
import { startDashscopeVendor } from './vendors/dashscope-vendor.js';
import { startHiapiVendor } from './vendors/hiapi-vendor.js';
import type { LoopbackVendor, VendorOptions } from './vendors/loopback/loopback-vendor.js';
import { startRunwayVendor } from './vendors/runway-vendor.js';

const SECRET = 'whsec_0123456789abcdef';
const LATER_MS = 3_600_000;

interface VendorCase {
  readonly id: string;
  readonly start: (options: VendorOptions) => Promise<LoopbackVendor>;
  readonly make: (access: ProviderAccess) => Provider;
  readonly order: ModelOrder;
  /** How a still gets there when nobody can fetch it from us. */
  readonly otherwise: RegExp;
}

const VENDORS: readonly VendorCase[] = [
  {
    ...{ id: 'hiapi', start: startHiapiVendor, otherwise: /^data:image\/jpeg;base64,/ },
    ...{ make: createHiapiProvider, order: seedanceOrder({ frames: 'first_last' }) },
  },
  {
    ...{ id: 'ark', start: startArkVendor, otherwise: /^data:image\/jpeg;base64,/ },
    ...{ make: createArkProvider, order: seedanceOrder({ frames: 'first_last' }) },
  },
  {
    ...{ id: 'dashscope', start: startDashscopeVendor, otherwise: /^oss:\/\// },
    ...{ make: createDashscopeProvider, order: wanOrder({ frames: 'first_last' }) },
  },
  {
    ...{ id: 'runway', start: startRunwayVendor, otherwise: /^runway:\/\// },
    ...{ make: createRunwayProvider, order: runwayOrder() },
  },
];

let api: ApiHouse;
let server: Listening;
let first: StillToHost;
let last: StillToHost;
const providers = new Map<string, Provider>();
const vendors: LoopbackVendor[] = [];
const nowMs = Date.now;
const stillUrls = createStillUrls({ baseUrl: 'http://ours.test', key: new Uint8Array(32), nowMs });
const hookUrls = createHookUrls({ baseUrl: 'http://ours.test', key: new Uint8Array(32).fill(1) });

beforeAll(async () => {
  api = await openApiHouse(({ tasks }) => ({ tasks: { ...tasks, stillUrls, hookUrls, providers } }));
  server = await listen(api.app, { port: 0, host: '127.0.0.1' });
  first = await keepStill('first.jpg', '#305070');
  last = await keepStill('last.jpg', '#704030');
});
afterEach(async () => {
  await Promise.all(vendors.splice(0).map((vendor) => vendor.close()));
  await closeLoopbacks();
});
afterAll(async () => {
  await server.close(0);
  await api.close();
});

async function keepStill(name: string, background: string): Promise<StillToHost> {
  const bytes = await sharp({ create: { width: 1280, height: 720, channels: 3, background } })
    .jpeg()
    .toBuffer();
  const staged = await api.house.deps.blobs.stage(new Blob([new Uint8Array(bytes)]).stream());
  return { blobKey: await staged.keep(), mediaType: 'image/jpeg', sizeBytes: bytes.byteLength, name };
}

/** Where the server really is: its port is known once it listens. A vendor wants a name and no address. */
function atHome(url: string): string {
  return url.replace('http://ours.test', `http://localhost:${new URL(server.url).port}`);
}

/** Our URLs, for vendors that are on this machine too. */
const signer: StillSigner = { isTrusted: true, urlOf: (...still) => atHome(stillUrls.urlOf(...still)) };

async function open({ start, make, id, order }: VendorCase, options: VendorOptions = {}) {
  const { fetch, blobs } = api.deps.tasks;
  const vendor = await start({ webhookSecret: SECRET, ...options });
  vendors.push(vendor);
  const { baseUrl, apiKey } = vendor;
  const access = { baseUrl, apiKey, fetch, nowMs, wait: () => Promise.resolve() };
  const provider = make(id === 'hiapi' ? { ...access, webhookSecret: SECRET } : access);
  providers.set(id, provider);
  const stills = order.frames === 'first' ? { first } : { first, last };
  return {
    vendor,
    provider,
    host: (from: StillSigner | undefined) =>
      hostStills({ provider, stills, blobs, stillUrls: from, fetch, hooks: hooks(), nowMs }),
    submit: (frames: RenderOrder['frames'], more: Partial<RenderOrder> = {}): Promise<SubmitAnswer> =>
      provider.submit(
        { attemptId: 'attempt-1', plan: { order }, stills: {}, ...(frames && { frames }), ...more },
        hooks(),
      ),
  };
}

describe.each(VENDORS)('a still on its way to $id', (vendorCase) => {
  it('is fetched from here, by a vendor that is strict', async () => {
    const { vendor, host, submit } = await open(vendorCase);
    const frames = await host(signer);
    expect(frames.first).toMatch(/^http:\/\/localhost:\d+\/files\/stills\//);
    expect(await submit(frames)).toMatchObject({ kind: 'accepted' });
    expect(vendor.orders).toHaveLength(1);
  });

  it('goes another way where nobody outside reaches us', async () => {
    const { host, submit } = await open(vendorCase);
    const frames = await host(undefined);
    expect(frames.first).toMatch(vendorCase.otherwise);
    if (vendorCase.order.frames === 'first_last') expect(frames.last).toMatch(vendorCase.otherwise);
    expect(await submit(frames)).toMatchObject({ kind: 'accepted' });
  });

  it('goes another way where what is outside is a login page', async () => {
    const { host, submit } = await open(vendorCase);
    const { port } = await serve((_, response) => response.writeHead(302, { location: 'https://login.example' }).end());
    const frames = await host({ isTrusted: true, urlOf: () => `http://localhost:${port}/files/stills/x` });
    expect(frames.first).toMatch(vendorCase.otherwise);
    expect(await submit(frames)).toMatchObject({ kind: 'accepted' });
  });
});

describe.each(VENDORS.slice(0, 2))('a callback of $id', (vendorCase) => {
  /** A task at this vendor, whose attempt has the id `attemptId`. */
  async function underWay(attemptId: string, task: { readonly state: string; readonly lease: string | null }) {
    const taskId = await api.create();
    const { store } = api.house.deps;
    await store.run(function* (): Operation<void> {
      yield sql`INSERT INTO attempts (id, account_id, task_id, ordinal, provider, credential, state, request, created_at, sent_at)
        VALUES (${attemptId}, 'default', ${taskId}, 1, ${vendorCase.id}, 'key', 'submission_unknown', '{}', 1, 1)`;
      yield sql`UPDATE tasks SET state = ${task.state}, lease = ${task.lease}, attempt_id = ${attemptId},
        due_at = ${Date.now() + LATER_MS}, lane = ${taskId} WHERE id = ${taskId}`;
    });
    const told = new Promise<string>((resolve) => {
      store.onWake((topic) => {
        if (topic.endsWith(`:${taskId}`)) resolve(topic.replace(taskId, 'it'));
      });
    });
    const look = async () => {
      const [row] = await store.run(function* (): Operation<readonly Row[]> {
        return yield sql`SELECT due_at, heard_handle FROM tasks JOIN attempts ON attempts.id = ${attemptId} WHERE tasks.id = ${taskId}`;
      });
      return { isDue: Number(row?.['due_at']) < Date.now() + LATER_MS / 2, heard: row?.['heard_handle'] };
    };
    return { told, look, callbackUrl: atHome(hookUrls.urlOf(vendorCase.id, attemptId)) };
  }

  it('makes its task due now', async () => {
    const { host, submit, vendor } = await open(vendorCase, { callbacks: { copies: 3, isReversed: true } });
    const { told, look, callbackUrl } = await underWay(`${vendorCase.id}-a`, { state: 'rendering', lease: null });
    const answer = await submit(await host(signer), { callbackUrl });
    expect(await told).toBe('lane:it');
    expect(await look()).toEqual({ isDue: true, heard: answer.kind === 'accepted' ? answer.handle : 'not accepted' });
    expect(vendor.callbacks.every(({ status }) => status === 200)).toBe(true);
  });

  it('that comes before the answer to its order leaves the handle, and the claim to whoever has it', async () => {
    const pace = { queuedMs: 0, renderMs: 0 };
    const { host, submit } = await open(vendorCase, { callbacks: { isEarly: true }, pace });
    const { told, look, callbackUrl } = await underWay(`${vendorCase.id}-b`, { state: 'submitting', lease: 'mine' });
    const answer = await submit(await host(signer), { callbackUrl });
    expect(await told).toBe('heard:it');
    expect(await look()).toEqual({ isDue: false, heard: answer.kind === 'accepted' ? answer.handle : 'not accepted' });
  });
});
