import { ProviderError } from '../provider.js';
import { callVendor, type VendorCall, type VendorReply } from './call-vendor.js';
import { keyTrouble } from './key-trouble.js';
import { unanswered } from './unanswered.js';
import type { VendorAccount } from './vendor-account.js';

/**
 * Asks a vendor something that costs nothing. Any status is an answer.
 * @throws ProviderError where there is none; what `beforeSend` throws is passed on
 */
export async function askVendor(account: VendorAccount, call: VendorCall): Promise<VendorReply> {
  const { vendor } = account;
  const trouble = keyTrouble(account);
  if (trouble !== undefined) throw new ProviderError(vendor.provider, trouble.say, { retryable: false });
  try {
    return await callVendor(account, call);
  } catch (error) {
    throw unanswered(vendor, error, `${vendor.name} could not be asked`, call.hooks?.signal);
  }
}
