import { ProviderError, type ProviderHooks, type UploadedStill } from '../provider.js';
import { callRunway, type RunwayAccess, whyNot } from './call-runway.js';
import { refusalSchema, uploadLeaveSchema } from './replies.js';
import { say } from './say.js';

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
  access: RunwayAccess,
  still: UploadedStill,
  hooks: ProviderHooks,
  nowMs: () => number,
): Promise<{ readonly url: string; readonly expiresAtMs: number }> {
  if (still.sizeBytes < MIN_BYTES || still.sizeBytes > MAX_BYTES) {
    throw refusal(`the still has ${still.sizeBytes} bytes, and ${MIN_BYTES} to ${MAX_BYTES} are taken`, false);
  }
  const expiresAtMs = nowMs() + KEPT_MS;
  const filename = `still.${ENDINGS[still.mediaType] ?? 'img'}`;
  const { status, body, retryAfterMs } = await callRunway(access, {
    ...{ method: 'POST', path: '/uploads', hooks },
    body: { filename, type: 'ephemeral' },
  });
  const leave = status >= 200 && status <= 299 ? uploadLeaveSchema.safeParse(body) : undefined;
  if (leave?.success !== true) {
    const { data: why } = refusalSchema.safeParse(body);
    const words = why === undefined ? '' : ` (${say(why.error)})`;
    throw refusal(`it answered ${status}${words}`, status === 429 || status >= 500, retryAfterMs);
  }
  const { uploadUrl, fields, runwayUri } = leave.data;
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob(await chunksOf(still), { type: still.mediaType }), filename);
  const stored = await post(access, uploadUrl, form, hooks);
  if (stored < 200 || stored > 299) throw refusal(`its store answered ${stored}`, stored >= 500 || stored === 403);
  return { url: runwayUri, expiresAtMs };
}

async function post(access: RunwayAccess, url: string, form: FormData, hooks: ProviderHooks): Promise<number> {
  const encoded = new Response(form);
  try {
    const response = await access.fetch(url, {
      method: 'POST',
      headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
      body: new Uint8Array(await encoded.arrayBuffer()),
      maxBytes: 64 * 1024,
      headersTimeoutMs: 300_000,
      totalTimeoutMs: 360_000,
      trustedOrigins: [access.baseUrl],
      signal: hooks.signal,
      beforeSend: hooks.beforeSend,
    });
    response.discard();
    return response.status;
  } catch (error) {
    throw whyNot(error, hooks.signal);
  }
}

async function chunksOf(still: UploadedStill): Promise<Uint8Array<ArrayBuffer>[]> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of still.bytes()) chunks.push(new Uint8Array(chunk));
  return chunks;
}

function refusal(what: string, retryable: boolean, retryAfterMs?: number): ProviderError {
  const words = `Runway took no upload: ${what}. Set FIRSTFRAME_PUBLIC_URL, so that it can fetch stills from here.`;
  return new ProviderError('runway', words, { retryable, retryAfterMs });
}
