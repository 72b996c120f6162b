import { afterAll, afterEach, beforeAll } from 'vitest';
import type { LoopbackVendor, VendorOptions } from './loopback/loopback-vendor.js';
import { plainClient, type PlainCall, testClock } from './plain-client.js';
import { startStillHost, type StillHost } from './still-host.js';

/** What a loopback vendor's own tests stand on. */
export interface VendorGround<Options> {
  /** The host of the stills, once the tests run. */
  readonly stills: StillHost;
  readonly clock: ReturnType<typeof testClock>;
  /** Starts the vendor, a second in its queue and a minute to a render, by the clock. One at a time; it is closed after the test. */
  readonly start: (options?: Options) => Promise<{ readonly vendor: LoopbackVendor; readonly call: PlainCall }>;
}

const PACE = { queuedMs: 1_000, renderMs: 60_000 };

/** To be called where the tests are described. `headers` go with each call of the plain client. */
export function useVendorGround<Options extends VendorOptions>(
  startVendor: (options: Options | VendorOptions) => Promise<LoopbackVendor>,
  headers: Readonly<Record<string, string>> = {},
): VendorGround<Options> {
  let stills: StillHost | undefined;
  let vendor: LoopbackVendor | undefined;
  const clock = testClock();
  beforeAll(async () => {
    stills = await startStillHost();
  });
  afterAll(() => stills?.close());
  afterEach(() => vendor?.close());
  return {
    clock,
    get stills() {
      if (stills === undefined) throw new Error('the tests have not begun');
      return stills;
    },
    async start(options) {
      vendor = await startVendor({ nowMs: clock.nowMs, pace: PACE, ...options });
      return { vendor, call: plainClient(vendor, headers) };
    },
  };
}
