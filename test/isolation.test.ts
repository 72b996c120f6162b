import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type AccountsHouse, type Answered, openAccountsHouse } from './accounts-house.js';
import { onEachStore } from './on-each-store.js';

/** Ids of things of an account; of `nobody` there is none. */
interface Things {
  readonly account: string;
  readonly task: string;
  readonly asset: string;
  readonly output: string;
  readonly delivery: string;
  readonly key: string;
}

/** What the id in a path is of. A path that is in none of these has to be added here before it can be served. */
const PATHS: readonly (readonly [prefix: string, of: keyof Things])[] = [
  ['/v1/tasks/', 'task'],
  ['/v1/assets/', 'asset'],
  ['/v1/callbacks/', 'delivery'],
  ['/v1/keys/', 'key'],
  ['/v1/accounts/', 'account'],
];

/** A body that would be taken, for each that has one beside an id; the account is added where there is a field for it. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /v1/tasks/{id}/resolve': { give_up: true },
  'PUT /v1/accounts/{id}': { name: 'mine now' },
  'POST /v1/keys': { name: 'a key' },
  'PUT /v1/caps': { keys: {} },
  'PUT /v1/pauses': { reason: 'a test' },
  'POST /v1/pauses': { reason: 'a test' },
};

/** Ids in a body that is no account's: what is done with a foreign one is what is done with one that is not there. */
const NAMING: Readonly<Record<string, (things: Things) => object>> = {
  'POST /v1/tasks': ({ asset }) => ({ model: 'fake/model', input: { first_frame_url: `asset://${asset}` } }),
  'POST /v1/storages/promote': ({ output }) => ({ storage_ids: [output] }),
  'POST /v1/storages/delete': ({ output }) => ({ storage_ids: [output] }),
  'PUT /v1/caps': ({ key }) => ({ keys: { [key]: 1 } }),
};

const operationSchema = z.object({
  security: z.array(z.unknown()).optional(),
  parameters: z.array(z.object({ in: z.string(), name: z.string() })).default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.looseObject({}) })) }).optional(),
});

interface Served {
  readonly method: string;
  readonly path: string;
  readonly names: readonly string[];
  readonly body: string;
}

const NOBODY: Things = {
  account: 'nobody',
  task: 'tk-hiapi-01HZTQ8BX2N3GM3YFK4Z9D7VQR',
  asset: '01HZTQ8BX2N3GM3YFK4Z9D7VQR',
  output: '4611686018427387904',
  delivery: 'msg_01HZTQ8BX2N3GM3YFK4Z9D7VQR',
  key: 'key-01HZTQ8BX2N3GM3YFK4Z9D7VQR',
};

onEachStore((store) => {
  let house: AccountsHouse;
  let mine: string;
  let theirs: string;
  let things: Things;
  let served: readonly Served[];

  beforeAll(async () => {
    house = await openAccountsHouse(store());
    mine = await house.account('mine');
    theirs = await house.account('theirs');
    things = await makeThings(house, theirs);
    served = await readServed(house);
  });
  afterAll(() => house.close());

  /** As it is said of a thing, with its id and the request's left out: what two answers are compared by. */
  const told = ({ status, text }: Answered, whose: Things): string => {
    let plain = `${status} ${text.replace(/"request_id":"[^"]*"/, '')}`;
    // The longest first: one may be the end of another.
    const ids = (Object.values(whose) as string[]).sort((one, other) => other.length - one.length);
    for (const id of ids) plain = plain.replaceAll(id, '…');
    return plain;
  };

  it('answers 404 for every id that is another account’s, as for one that is not there', async () => {
    const asked: string[] = [];
    for (const { method, path, body } of served.filter(({ path }) => path.includes('{'))) {
      const of = PATHS.find(([prefix]) => path.startsWith(prefix))?.[1];
      if (of === undefined) throw new Error(`${method} ${path}: say in this test what its id is of`);
      const sent = BODIES[`${method} ${path}`];
      if (body !== '' && sent === undefined) throw new Error(`${method} ${path}: give this test a body that it takes`);
      const asking = { key: mine, ...(sent === undefined ? {} : { body: sent }) };
      const foreign = await house.ask(method, path.replace('{id}', things[of]), asking);
      const absent = await house.ask(method, path.replace('{id}', NOBODY[of]), asking);
      expect(`${method} ${path}: ${foreign.status}`).toBe(`${method} ${path}: 404`);
      expect(told(foreign, things)).toBe(told(absent, NOBODY));
      asked.push(path);
    }
    expect(asked.length).toBeGreaterThan(12);
  });

  it('answers 404 for every account that is named and is another', async () => {
    const asked: string[] = [];
    for (const { method, path, names, body } of served) {
      const inBody = body.includes('"account":');
      if (!inBody && !names.includes('account')) continue;
      const ask = (account: string) => {
        // One's own id in the path: what is asked for is whose it is.
        const at = path.replace('{id}', NOBODY.key);
        if (!inBody) return house.ask(method, `${at}?account=${account}`, { key: mine });
        const sent = BODIES[`${method} ${path}`];
        if (sent === undefined) throw new Error(`${method} ${path}: give this test a body that it takes`);
        return house.ask(method, at, { key: mine, body: { ...sent, account } });
      };
      const foreign = await ask(things.account);
      expect(`${method} ${path}: ${foreign.status}`).toBe(`${method} ${path}: 404`);
      expect(told(foreign, things)).toBe(told(await ask(NOBODY.account), NOBODY));
      asked.push(path);
    }
    expect(asked.length).toBeGreaterThan(4);
  });

  it('does with a foreign id in a body what it does with one that is not there', async () => {
    for (const [route, bodyOf] of Object.entries(NAMING)) {
      const [method = '', path = ''] = route.split(' ');
      const foreign = await house.ask(method, path, { key: mine, body: bodyOf(things) });
      const absent = await house.ask(method, path, { key: mine, body: bodyOf(NOBODY) });
      expect(foreign.status, route).not.toBe(500);
      expect(told(foreign, things), route).toBe(told(absent, NOBODY));
    }
  });

  it('lists nothing of another account', async () => {
    const lists = served.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
    expect(lists.length).toBeGreaterThan(7);
    for (const { path } of lists) {
      const { text } = await house.ask('GET', `${path}?size=100`, { key: mine });
      for (const id of Object.values(things) as string[]) expect(`${path} ${text}`).not.toContain(id);
    }
  });

  it('has changed nothing of the other account by all that', async () => {
    const { task, asset } = things;
    expect((await house.ask('GET', `/v1/tasks/${task}`, { key: theirs })).body.data).toMatchObject({
      status: 'success',
    });
    expect((await house.ask('GET', `/v1/assets/${asset}`, { key: theirs })).status).toBe(200);
    expect((await house.ask('GET', '/v1/storages', { key: theirs })).text).toContain(things.output);
    expect((await house.ask('GET', '/v1/accounts/theirs')).body.data).toMatchObject({ name: '' });
  });
});

/** One of everything. */
async function makeThings(house: AccountsHouse, key: string): Promise<Things> {
  const idIn = (text: string, form: RegExp): string => form.exec(text)?.[1] ?? `no ${String(form)} in ${text}`;
  const upload = await house.ask('POST', '/v1/assets', { key, body: new Uint8Array([255, 216, 255, 1]) });
  const task = await house.finish(key, { callback: { url: 'https://example.com/hook' } });
  return {
    account: 'theirs',
    ...{ task, asset: idIn(upload.text, /asset:\/\/(\w+)/) },
    output: idIn((await house.ask('GET', '/v1/storages', { key })).text, /"(\d{6,})"/),
    delivery: idIn((await house.ask('GET', '/v1/callbacks', { key })).text, /"(msg_\w+)"/),
    key: idIn((await house.ask('GET', '/v1/keys', { key })).text, /"(key-\w+)"/),
  };
}

/** Every endpoint of the description that asks for a key. */
async function readServed(house: AccountsHouse): Promise<readonly Served[]> {
  const { text } = await house.ask('GET', '/openapi.json');
  const { paths } = z
    .object({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) })
    .parse(JSON.parse(text));
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { security }]) => security !== undefined)
      .map(([method, { parameters, requestBody }]) => ({
        ...{ method: method.toUpperCase(), path },
        names: parameters.filter((one) => one.in === 'query').map(({ name }) => name),
        body: JSON.stringify(requestBody?.content['application/json']?.schema ?? '').replace(/^""$/, ''),
      })),
  );
}
