import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { readVendorKeys } from '../src/cli/vendor-keys.js';
import { ClientError } from '../src/client/client-error.js';
import type { Task } from '../src/contract/task.js';
import { HOSTED, type HostedHouse, type HostedName, onSqliteHouse } from './hosted-house.js';
import { type Fault, lostReply } from './vendors/loopback/faults.js';

const NAMES = Object.keys(HOSTED) as HostedName[];

const guideOf = (name: string): string => readFileSync(`docs/providers/${name}.md`, 'utf8');

/** What a guide quotes: its block quotes, each one paragraph. */
function quotesOf(name: string): readonly string[] {
  const quotes = guideOf(name).match(/^>.*(?:\n>.*)*/gm) ?? [];
  return quotes.map((quote) => quote.replace(/^> ?/gm, '').replace(/\n/g, ' '));
}

/** What its own variables are called. */
const VARIABLES: Readonly<Record<HostedName, readonly string[]>> = {
  hiapi: ['HIAPI_API_KEY', 'HIAPI_BASE_URL', 'HIAPI_WEBHOOK_SECRET'],
  ark: ['ARK_API_KEY', 'ARK_BASE_URL'],
  dashscope: ['DASHSCOPE_API_KEY', 'DASHSCOPE_BASE_URL'],
  runway: ['RUNWAYML_API_SECRET', 'RUNWAYML_BASE_URL'],
};

/** A refusal of a create, in the vendor's own words. */
const refused = (status: number, body: unknown): Fault => ({
  ...{ on: 'create', kind: 'answers', status, body, isDone: false },
});

/** As DashScope refuses an upload that the account may not make. */
const NO_STORE = { code: 'AccessDenied', message: 'Access denied.', request_id: 'r' };

/** What an account is answered for which a model is not open. Of HiAPI no such refusal is known. */
const NOT_OPEN: Readonly<Partial<Record<HostedName, Fault>>> = {
  hiapi: refused(400, { code: 400, message: 'no channel', error_code: 'MODEL_UNAVAILABLE', data: null }),
  ark: refused(404, { error: { code: 'ModelNotOpen', message: 'Your account has not activated the model' } }),
  dashscope: refused(403, { code: 'AccessDenied.Unpurchased', message: 'Access to model denied.', request_id: 'r' }),
  runway: refused(403, { error: 'Your organization does not have access to this model.' }),
};

onSqliteHouse((open) => {
  it.each(NAMES)('docs/providers/%s.md quotes what a person is told, and nothing that nobody is told', async (name) => {
    const house = await open({ [name]: {} });
    const vendor = house.vendors[name]!;
    const without = await open({});
    const other = await house.reopen({
      vendorKeys: { [name]: { apiKey: 'key_of-somewhere-else', baseUrl: vendor.baseUrl } },
    });
    const said = [
      await saidOf(without, name, { prompt: 'Tilt up' }),
      await saidOf(other, name, { prompt: 'Pan left' }),
    ];
    let again = await other.reopen({ vendorKeys: { [name]: { apiKey: vendor.apiKey, baseUrl: vendor.baseUrl } } });
    vendor.fault(NOT_OPEN[name]!);
    said.push(await saidOf(again, name, { prompt: 'Pan right' }));
    said.push(await saidOf(again, name, { prompt: 'Roll left', first_frame_url: await tinyStill() }));
    if (name === 'runway') {
      vendor.fault(lostReply);
      said.push(await saidOf(again, name, { prompt: 'Push in, in vain' }));
    }
    if (name === 'dashscope') {
      vendor.fault({ on: 'upload', kind: 'answers', status: 403, body: NO_STORE, isDone: false });
      const { origin } = new URL(vendor.baseUrl);
      again = await again.reopen({ baseUrl: origin, isPublic: true });
      const why = await saidOf(again, name, { prompt: 'Tilt down', first_frame_url: await hugeStill() });
      said.push(why.replace(origin, 'https://clips.example.com').replace(/\b\d{7,8}(?= (bytes|characters,))/g, 'N'));
    }
    vendor.emptyBalance();
    said.push(await saidOf(again, name, { prompt: 'Pull out' }));
    expect(new Set(quotesOf(name))).toEqual(new Set(said));
  });

  it('docs/providers/README.md quotes what is said of a still that is away', async () => {
    const house = await open({ ark: {} });
    const said = [
      await saidOf(house, 'ark', { first_frame_url: 'http://10.0.0.1/photo.jpg' }),
      await saidOf(house, 'ark', { first_frame_url: `${house.vendors.ark!.baseUrl}/no-such.jpg` }),
    ];
    expect(new Set(quotesOf('README'))).toEqual(new Set(said));
  });
});

it.each(NAMES)('docs/providers/%s.md names the variables that are read, and no others', (name) => {
  const read = new Set<string>();
  readVendorKeys((variable) => {
    read.add(variable);
    return /KEY|SECRET/.test(variable) ? 'key_1' : undefined;
  });
  const own = VARIABLES[name];
  expect([...read]).toEqual(expect.arrayContaining([...own]));
  const [prefix = ''] = own[0]?.split('_') ?? [];
  const named = new Set(guideOf(name).match(new RegExp(`\\b${prefix}_[A-Z_]+\\b`, 'g')));
  expect(named).toEqual(new Set(own));
});

/** What a person reads of an order that comes to nothing, or waits for them. */
async function saidOf(house: HostedHouse, name: HostedName, input: Readonly<Record<string, unknown>>): Promise<string> {
  let id: string;
  try {
    id = await house.order(name, { input });
  } catch (error) {
    if (error instanceof ClientError) return error.message;
    throw error;
  }
  const task = await house.until(id, ({ hold, progress }) => hold !== undefined || isWaiting(progress));
  const { hold, error, failure, progress } = task;
  if (hold !== undefined) return hold.resolve.replaceAll(id, 'ID');
  if (isWaiting(progress)) {
    await house.client.cancel(id);
    return progress?.doing.slice(WAITING.length) ?? '';
  }
  const { message = task.status } = error ?? {};
  const { say = message } = failure ?? {};
  return say.startsWith(message) ? say : `${message}. ${say}`;
}

/** What leads the reason for which a task is not sent yet. */
const WAITING = 'waiting: ';

function isWaiting(progress: Task['progress']): boolean {
  return progress?.doing.startsWith(WAITING) === true;
}

/** A picture that no encoding makes small, as a URL: larger than DashScope is sent inside an order. */
async function hugeStill(): Promise<string> {
  const noise = Buffer.alloc(1800 * 1600 * 3);
  for (let i = 0, state = 1; i < noise.length; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    noise[i] = state >>> 24;
  }
  const png = await sharp(noise, { raw: { width: 1800, height: 1600, channels: 3 } })
    .png()
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** A picture that is too small for every vendor. */
async function tinyStill(): Promise<string> {
  const picture = sharp({ create: { width: 120, height: 68, channels: 3, background: '#305070' } });
  return `data:image/jpeg;base64,${(await picture.jpeg().toBuffer()).toString('base64')}`;
}
