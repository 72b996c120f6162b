import type { ProviderHooks, UploadedStill } from '../provider.js';
import type { VendorAccount } from './call-vendor.js';

/** A still of 20 MB over a slow line. */
const LIMITS = { headersTimeoutMs: 300_000, totalTimeoutMs: 360_000 };

/** Posts a form to a vendor's own store, and answers with the status. The form is held in memory meanwhile. @throws NetError */
export async function postForm(
  { baseUrl, fetch }: Pick<VendorAccount, 'baseUrl' | 'fetch'>,
  url: string,
  form: FormData,
  { signal, beforeSend }: ProviderHooks,
): Promise<number> {
  const encoded = new Response(form);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
    body: new Uint8Array(await encoded.arrayBuffer()),
    maxBytes: 64 * 1024,
    trustedOrigins: [baseUrl],
    ...LIMITS,
    ...{ signal, beforeSend },
  });
  response.discard();
  return response.status;
}

/** A still as a form's file takes it. */
export async function blobOf(still: UploadedStill): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of still.bytes()) chunks.push(new Uint8Array(chunk));
  return new Blob(chunks, { type: still.mediaType });
}
