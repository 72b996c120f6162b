import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.js';
import { createGuardedFetch } from '../../net/guarded-fetch.js';
import { closeLoopbacks } from '../../net/testing/loopback.js';
import type { ProviderHooks } from '../provider.js';
import { askVendor } from './ask-vendor.js';
import { sendOrder, type SentOrder } from './send-order.js';
import { type DeskAnswer, quietHooks, serveDesk } from './testing/vendor-desk.js';
import { createVendorAccount, type Vendor, type VendorAccount } from './vendor-account.js';

afterEach(closeLoopbacks);

const KEY = 'key/0123456789+abc';
const DESK: Vendor = {
  ...{ provider: 'desk', name: 'Desk', keyFrom: 'from its console', apiPath: '/v1' },
  ...{ keyVariable: 'DESK_KEY', urlVariable: 'DESK_URL', headers: { 'x-desk': '1' } },
};

function accountAt(baseUrl: string, apiKey = KEY): VendorAccount {
  return createVendorAccount(DESK, { baseUrl, apiKey, fetch: createGuardedFetch(), nowMs: () => 0 });
}

function send(account: VendorAccount, hooks: Partial<ProviderHooks> = {}, body = () => '{}'): Promise<SentOrder> {
  return sendOrder(account, { path: '/orders', body, headers: { 'x-order': '2' }, hooks: quietHooks(hooks) });
}

async function desk(answer: DeskAnswer) {
  const { seen, origin } = await serveDesk(answer);
  return { seen, account: accountAt(origin) };
}

describe('an order that is sent', () => {
  it('goes out once, with the key and the headers of vendor and order', async () => {
    const { seen, account } = await desk(() => ({ id: 'one' }));
    expect(await send(account)).toMatchObject({ kind: 'replied', reply: { status: 200, json: { id: 'one' } } });
    expect(seen.map(({ line }) => line)).toEqual(['POST /v1/orders']);
    expect(seen[0]!.headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'x-desk': '1', 'x-order': '2' });
  });

  it('comes back without the key, in whatever way JSON writes it', async () => {
    const escaped = KEY.replace('/', '\\/').replace('+', '\\u002b');
    const { account } = await desk((_one, response) => void response.end(`{"said":["no ${escaped}"]}`));
    expect(await send(account)).toMatchObject({ reply: { json: { said: ['no …'] } } });
  });

  it('is refused by the status of a refusal that breaks off, and unknown after a success that does', async () => {
    let status = 429;
    const { account } = await desk((_one, response) => {
      response.writeHead(status, { 'content-length': '100', 'retry-after': '2' }).write('{', () => response.destroy());
    });
    expect(await send(account)).toMatchObject({ reply: { status: 429, json: undefined, retryAfterMs: 2_000 } });
    status = 200;
    await expect(send(account)).rejects.toMatchObject({ name: 'ProviderError', cause: { sent: true } });
  });
});

describe('an order of which nothing left', () => {
  const free = { kind: 'rejected', failure: { class: 'provider', charged: 'no', retry: 'free' } };

  it('is rejected, and may be tried again soon where nobody listens', async () => {
    const { account } = await desk(() => ({}));
    await closeLoopbacks();
    const sent = await send(account);
    expect(sent).toMatchObject({ ...free, retryAfterMs: 5_000 });
    expect(JSON.stringify(sent)).toContain('DESK_URL');
  });

  it('is rejected, and may be tried again later where somebody has to mend something', async () => {
    const { origin } = await serveDesk(() => ({}));
    expect(await send(accountAt(origin.replace('http:', 'https:')))).toMatchObject({ ...free, retryAfterMs: 60_000 });
    expect(await send(accountAt('ftp://desk.example'))).toMatchObject({ ...free, retryAfterMs: 60_000 });
  });

  it('is rejected when it was stopped before', async () => {
    const { seen, account } = await desk(() => ({}));
    expect(await send(account, { signal: AbortSignal.abort() })).toMatchObject({ ...free, retryAfterMs: 5_000 });
    expect(seen).toEqual([]);
  });

  it('ends with what the last look threw, which is no word of the vendor’s', async () => {
    const { seen, account } = await desk(() => ({}));
    const lost = new Error('the claim is lost');
    const beforeSend = (): void => {
      throw lost;
    };
    await expect(send(account, { beforeSend })).rejects.toBe(lost);
    expect(seen).toEqual([]);
  });

  it.each([
    ['', 'Set DESK_KEY to one from its console'],
    ['key with spaces', 'DESK_KEY holds'],
  ])('has no key that could be tried: %j', async (apiKey, words) => {
    const account = accountAt('http://127.0.0.1:9', apiKey);
    const sent = await send(account);
    expect(sent).toMatchObject({ kind: 'rejected', failure: { charged: 'no' } });
    expect(JSON.stringify(sent)).toContain(words);
    await expect(askVendor(account, { method: 'GET', path: '/' })).rejects.toMatchObject({ retryable: false });
  });

  it('is told what it cannot be made for', async () => {
    const { seen, account } = await desk(() => ({}));
    const sent = await send(account, {}, () => {
      throw new AppError('bad_input', 'No such size', { field: 'resolution', todo: 'Ask for another.' });
    });
    const failure = { class: 'bad_input', retry: 'never', field: 'resolution', say: 'No such size. Ask for another.' };
    expect(sent).toMatchObject({ kind: 'rejected', failure });
    expect(seen).toEqual([]);
  });
});

describe('a base URL', () => {
  it.each(['', '/', '/v1', '/v1/', ' '])('may end with %j', (end) => {
    expect(accountAt(`https://desk.example${end}`).baseUrl).toBe('https://desk.example/v1');
  });
});
