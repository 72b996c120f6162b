import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { photo } from './made-images.js';
import { launchFirstframe, type Ending } from './run-firstframe.js';
import { closeVendors, startVendors, type Vendors } from './vendor-chaos/start-vendors.js';

let vendors: Vendors;
beforeAll(async () => {
  vendors = await startVendors();
});
afterAll(() => closeVendors(vendors));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-hosted-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const STILL = path.resolve('examples/portrait.jpg');

/** Keys of all four vendors. */
function environment(): Record<string, string> {
  const { hiapi, ark, dashscope, runway } = vendors;
  return {
    FIRSTFRAME_DATA: path.join(folder, 'data'),
    FIRSTFRAME_POLL_MS: '50',
    ...{ HIAPI_BASE_URL: hiapi.baseUrl, HIAPI_API_KEY: hiapi.apiKey },
    ...{ ARK_BASE_URL: ark.baseUrl, ARK_API_KEY: ark.apiKey },
    ...{ DASHSCOPE_BASE_URL: dashscope.baseUrl, DASHSCOPE_API_KEY: dashscope.apiKey },
    ...{ RUNWAYML_BASE_URL: runway.baseUrl, RUNWAYML_API_SECRET: runway.apiKey },
  };
}

function render(args: readonly string[], changes: Readonly<Record<string, string>> = {}): Promise<Ending> {
  const given = { ...environment(), ...changes };
  return launchFirstframe(['render', ...args], folder, { environment: given }).ending;
}

const ordersOf = (vendor: keyof Vendors): unknown[] => vendors[vendor].orders.map(({ body }) => body);

describe('firstframe render at a vendor', () => {
  it.each([
    ['ark', ['--model', 'seedance-2-0', '--route', 'ark', '--duration', '4']],
    ['hiapi', ['--model', 'seedance-2.0', '--route', 'hiapi', '--duration', '4']],
    ['dashscope', ['--model', 'wan2.7-i2v', '--route', 'dashscope']],
    ['runway', ['--model', 'gen4.5']],
  ] as const)('%s: brings a still there, and the clip back', async (vendor, args) => {
    const before = ordersOf(vendor).length;
    const { code, stderr } = await render([STILL, '--prompt', 'Slow push in', ...args]);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining(`made by ${vendor}`) as string });
    expect(stderr).toMatch(/cost|may cost/);
    expect(statSync(path.join(folder, 'portrait.mp4')).size).toBeGreaterThan(1000);
    expect(ordersOf(vendor)).toHaveLength(before + 1);
  });

  it('makes a clip of text alone', async () => {
    const { code, stderr } = await render(['-p', 'A storm over the sea', '--model', 'seedance-2-0', '--route', 'ark']);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.stringify(ordersOf('ark').at(-1))).not.toContain('image_url');
  });

  it('goes to the next route when the first has provably refused', async () => {
    const before = ordersOf('hiapi').length;
    const args = [STILL, '-p', 'Pan left', '--model', 'seedance-2-0', '--route', 'ark,hiapi'];
    const { code, stderr } = await render(args, { ARK_API_KEY: 'revoked' });
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('made by hiapi') as string });
    expect(ordersOf('hiapi')).toHaveLength(before + 1);
  });

  it('makes the same clip once, and answers it from the store afterwards', async () => {
    const before = ordersOf('ark').length;
    const args = [STILL, '-p', 'Tilt up', '--model', 'seedance-2-0', '--route', 'ark'];
    expect((await render(args)).code).toBe(0);
    const again = await render(args);
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('it was made before') as string });
    expect(ordersOf('ark')).toHaveLength(before + 1);
  });

  it.each([
    ['no key is set', ['--model', 'gen4.5'], { RUNWAYML_API_SECRET: '' }, 'model_unavailable', /RUNWAYML_API_SECRET/],
    [
      'the budget is less',
      ['--model', 'seedance-2-0', '--route', 'ark', '--budget', '0.1'],
      {},
      'budget_exceeded',
      /\$0\.1/,
    ],
    [
      'nobody has published a price',
      ['--model', 'seedance-2.0-fast', '--route', 'hiapi'],
      {},
      'unpriced',
      /FIRSTFRAME_PRICES/,
    ],
    ['the model is gone', ['--model', 'runway/gen3a_turbo'], {}, 'bad_usage', /gen4_turbo/],
  ] as const)('sends nothing when %s, and says what to do', async (_when, args, changes, errorCode, words) => {
    const before = Object.values(vendors).map(({ orders }: Vendors['ark']) => orders.length);
    const { code, stdout, stderr } = await render([STILL, '-p', 'Slow push in', '--json', ...args], changes);
    expect(stderr).toMatch(words);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: errorCode } });
    // 1: the request is right, and the money is not there.
    expect(code).toBe(['budget_exceeded', 'unpriced'].includes(errorCode) ? 1 : 2);
    expect(Object.values(vendors).map(({ orders }: Vendors['ark']) => orders.length)).toEqual(before);
  });

  it('names the file that its model does not take, as it was typed, and sends nothing', async () => {
    const before = ordersOf('ark').length;
    await photo('seedling', 200).jpeg().toFile(path.join(folder, 'small.jpg'));
    const { code, stderr } = await render(['small.jpg', '-p', 'x y z', '--model', 'seedance-2-0', '--route', 'ark']);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^firstframe: small\.jpg: .*too few.*300.*\nUse a larger/) as string,
    });
    expect(ordersOf('ark')).toHaveLength(before);
  });
});
