import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Client } from '../../client/client.js';
import type { MoneyCalls } from '../../client/money-calls.js';
import type { Caps, Costs } from '../../contract/costs.js';
import { createFakeApi } from '../testing/fake-line.js';
import { runLine } from '../testing/run-line.js';

const run = (args: readonly string[], money: Partial<MoneyCalls> = {}) => {
  const client: Partial<Client> = { money: money as MoneyCalls };
  return runLine(args, tmpdir(), { api: createFakeApi(() => Promise.resolve(undefined), client) });
};

const AMOUNTS = { renders: 3, spentUsd: 1.0623, heldUsd: 0.7, uncertainUsd: 0 };

const COSTS: Costs = {
  ...{ by: 'model', from: '2026-11-01', to: '2026-11-22' },
  rows: [
    { name: 'seedance-2-0', provider: 'ark', ...AMOUNTS },
    { name: '=cmd|\'/c "x",1', provider: '-1', ...AMOUNTS, spentUsd: 0, uncertainUsd: 0.000001 },
  ],
  total: { ...AMOUNTS, uncertainUsd: 0.3 },
};

describe('firstframe costs', () => {
  const costs = () => Promise.resolve(COSTS);

  it('tells them as a table, and the sum beside it', async () => {
    const { code, stdout, stderr } = await run(['costs'], { costs });
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'MODEL           PROVIDER  RENDERS  SPENT    HELD   UNCERTAIN',
      'seedance-2-0    ark       3        $1.0623  $0.70  $0.00',
    ]);
    expect(stderr).toBe(
      '2026-11-01 to 2026-11-22: $1.0623 spent, of which nobody knows $0.30; $0.70 is held for renders under way.\n',
    );
  });

  it('asks for what the options say', async () => {
    const asked: unknown[] = [];
    const remember: MoneyCalls['costs'] = (options) => {
      const { signal: _signal, ...rest } = options ?? {};
      asked.push(rest);
      return Promise.resolve(COSTS);
    };
    await run(['costs', '--by', 'day', '--from', '2026-11-01', '--to', '2026-11-02', '--account', 'a'], {
      costs: remember,
    });
    expect(asked).toEqual([{ by: 'day', from: '2026-11-01', to: '2026-11-02', account: 'a' }]);
  });

  it('writes CSV in which no text is a formula', async () => {
    const { stdout, stderr } = await run(['costs', '--csv'], { costs });
    expect(stdout).toBe(
      'model,provider,renders,spent_usd,held_usd,uncertain_usd\r\n' +
        'seedance-2-0,ark,3,1.0623,0.7,0\r\n' +
        '"\'=cmd|\'/c ""x"",1",\'-1,3,0,0.7,0.000001\r\n',
    );
    expect(stderr).toBe('');
  });

  it('prints them as they came under --json', async () => {
    expect(JSON.parse((await run(['costs', '--json'], { costs })).stdout)).toEqual(COSTS);
  });

  it.each([[['--by', 'key']], [['--csv', '--json']]])('refuses what cannot be meant: %j', async (args) => {
    expect((await run(['costs', ...args], { costs })).code).toBe(2);
  });
});

describe('firstframe costs cap', () => {
  const caps: Caps = {
    account: 'default',
    day: { date: '2026-11-22', capUsd: 20, spentUsd: 1.5, heldUsd: 0.7 },
    month: { month: '2026-11', spentUsd: 30, heldUsd: 0.7 },
    keys: [{ id: 'key-1', capUsd: 0, spentUsd: 0, heldUsd: 0 }],
  };
  function remembering() {
    const asked: unknown[] = [];
    const money: Partial<MoneyCalls> = {
      caps: (options) => {
        asked.push(['read', options?.account]);
        return Promise.resolve(caps);
      },
      setCaps: (change) => {
        asked.push(change);
        return Promise.resolve(caps);
      },
    };
    return { asked, money };
  }

  it('shows caps, and what counts towards them', async () => {
    const { asked, money } = remembering();
    const { stdout } = await run(['costs', 'cap', '--account', 'shop'], money);
    expect(asked).toEqual([['read', 'shop']]);
    expect(stdout).toBe(
      'WHAT                 CAP     SPENT   HELD\n' +
        'default, 2026-11-22  $20.00  $1.50   $0.70\n' +
        'default, 2026-11     none    $30.00  $0.70\n' +
        'key-1, in all        $0.00   $0.00   $0.00\n',
    );
  });

  it.each([
    [['--day', '20', '--month', '300'], { dayUsd: 20, monthUsd: 300 }],
    [['--account', 'shop', '--day', '0'], { account: 'shop', dayUsd: 0 }],
    [['--key', 'key-1', '--total', '0.50'], { keys: { 'key-1': 0.5 } }],
    [['--none'], { dayUsd: null, monthUsd: null }],
    [['--key', 'key-1', '--none'], { keys: { 'key-1': null } }],
  ])('sets and takes away: %j', async (args, change) => {
    const { asked, money } = remembering();
    const { stdout } = await run(['costs', 'cap', ...args, '--json'], money);
    expect(asked).toEqual([change]);
    expect(JSON.parse(stdout)).toEqual(caps);
  });

  it.each([
    [['--day', '-1']],
    [['--day', '1e3']],
    [['--day', '0.0000001']],
    [['--month', 'many']],
    [['--key', 'key-1']],
    [['--total', '5']],
    [['--none', '--day', '5']],
  ])('refuses what cannot be meant: %j', async (args) => {
    const { asked, money } = remembering();
    expect((await run(['costs', 'cap', ...args], money)).code).toBe(2);
    expect(asked).toEqual([]);
  });

  it('a key can be made with one', async () => {
    const asked: unknown[] = [];
    const create: Client['keys']['create'] = (key) => {
      asked.push(key);
      return Promise.resolve({ id: 'k1', name: 'shop', scopes: ['read'], created: 1, key: 'sk-ff-x' });
    };
    const api = createFakeApi(() => Promise.resolve(undefined), { keys: { create } as Client['keys'] });
    await runLine(['keys', 'create', '--name', 'shop', '--max-usd', '50'], tmpdir(), { api });
    expect(asked).toMatchObject([{ name: 'shop', maxUsd: 50 }]);
  });
});
