import { askVendor } from '../calling/ask-vendor.js';
import { postForm } from '../calling/post-form.js';
import { quoteVendor } from '../calling/quote-vendor.js';
import type { VendorAccount } from '../calling/vendor-account.js';
import { ProviderError, type ProviderHooks, type UploadedStill } from '../provider.js';
import { refusalSchema, uploadLeaveSchema } from './replies.js';

/** How long an upload can be used (docs.dev.runwayml.com, assets/uploads; read 2026-11-22), and how large it may be. */
const KEPT_MS = 24 * 3_600_000;
const MIN_BYTES = 512;
const MAX_BYTES = 200 * 1024 ** 2;

const ENDINGS: Readonly<Record<string, string>> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp' };

/**
 * Brings a still to Runway's ephemeral store: leave is asked for, then its form is posted to where it says, the file last. The still is
 * held in memory meanwhile, and its own name stays here.
 *
 * @throws ProviderError
 */
export async function uploadToRunway(
  account: VendorAccount,
  still: UploadedStill,
  hooks: ProviderHooks,
): Promise<{ readonly url: string; readonly expiresAtMs: number }> {
  if (still.sizeBytes < MIN_BYTES || still.sizeBytes > MAX_BYTES) {
    throw refusal(`the still has ${still.sizeBytes} bytes, and ${MIN_BYTES} to ${MAX_BYTES} are taken`, false);
  }
  const expiresAtMs = account.nowMs() + KEPT_MS;
  const filename = `still.${ENDINGS[still.mediaType] ?? 'img'}`;
  const { status, json, retryAfterMs } = await askVendor(account, {
    ...{ method: 'POST', path: '/uploads', hooks },
    body: JSON.stringify({ filename, type: 'ephemeral' }),
  });
  const leave = status >= 200 && status <= 299 ? uploadLeaveSchema.safeParse(json) : undefined;
  if (leave?.success !== true) {
    const { data: why } = refusalSchema.safeParse(json);
    const words = quoteVendor(why?.error);
    throw refusal(`it answered ${status}${words}`, status === 429 || status >= 500, retryAfterMs);
  }
  const { uploadUrl, fields, runwayUri } = leave.data;
  const stored = await postForm(account, { url: uploadUrl, fields, still, filename }, hooks);
  if (stored < 200 || stored > 299) throw refusal(`its store answered ${stored}`, stored >= 500 || stored === 403);
  return { url: runwayUri, expiresAtMs };
}

function refusal(what: string, retryable: boolean, retryAfterMs?: number): ProviderError {
  const words = `Runway took no upload: ${what.replace(/\.$/, '')}. Set FIRSTFRAME_PUBLIC_URL, so that it can fetch stills from here.`;
  return new ProviderError('runway', words, { retryable, retryAfterMs });
}
