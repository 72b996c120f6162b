import type { ProviderHooks, UploadedStill } from '../provider.js';
import { unanswered } from './unanswered.js';
import type { VendorAccount } from './vendor-account.js';

/** A still of 20 MB over a slow line. */
const LIMITS = { headersTimeoutMs: 300_000, totalTimeoutMs: 360_000 };

/** A form as a vendor's store wants it: its fields in order, then the still. */
export interface StillForm {
  /** Where to; the key does not go along. */
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly still: UploadedStill;
  /** What the file is called there; the still's own name is nobody's business. */
  readonly filename: string;
}

/** Posts a still to a vendor's own store, held in memory meanwhile, and answers with the status. @throws ProviderError */
export async function postForm(
  { vendor, baseUrl, fetch }: VendorAccount,
  { url, fields, still, filename }: StillForm,
  { signal, beforeSend }: ProviderHooks,
): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', await blobOf(still), filename);
  const encoded = new Response(form);
  const body = new Uint8Array(await encoded.arrayBuffer());
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
      ...{ body, maxBytes: 64 * 1024, trustedOrigins: [baseUrl], ...LIMITS, signal, beforeSend },
    });
    response.discard();
    return response.status;
  } catch (error) {
    throw unanswered(vendor, error, `${vendor.name}’s store took no upload`, signal);
  }
}

async function blobOf(still: UploadedStill): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of still.bytes()) chunks.push(new Uint8Array(chunk));
  return new Blob(chunks, { type: still.mediaType });
}
