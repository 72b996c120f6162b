import { startArkVendor } from '../vendors/ark-vendor.js';
import { startDashscopeVendor } from '../vendors/dashscope-vendor.js';
import { startHiapiVendor } from '../vendors/hiapi-vendor.js';
import type { LoopbackVendor, VendorOptions } from '../vendors/loopback/loopback-vendor.js';
import { startRunwayVendor } from '../vendors/runway-vendor.js';

/** The four loopback vendors of a run. */
export interface Vendors {
  readonly hiapi: LoopbackVendor;
  readonly ark: LoopbackVendor;
  readonly dashscope: LoopbackVendor;
  readonly runway: LoopbackVendor;
}

/** Starts all four, alike. */
export async function startVendors(options: VendorOptions = {}): Promise<Vendors> {
  return {
    hiapi: await startHiapiVendor(options),
    ark: await startArkVendor(options),
    dashscope: await startDashscopeVendor(options),
    runway: await startRunwayVendor(options),
  };
}

/** Ends them. */
export async function closeVendors(vendors: Vendors): Promise<void> {
  await Promise.all(Object.values(vendors).map((vendor: LoopbackVendor) => vendor.close()));
}
