import { ProviderError, type ProviderHooks, type UploadedStill } from '../provider.js';
import { callDashscope, type DashscopeAccess, whyNot } from './call-dashscope.js';
import { refusalSchema, uploadLeaveSchema } from './replies.js';
import { say } from './say.js';
import { UPLOAD_MODEL } from './to-dashscope-body.js';

/** The vendor deletes what was uploaded after this long. */
const KEPT_MS = 48 * 3_600_000;

/** What to do when it does not work; the store is for trying out, as the vendor says itself. */
const INSTEAD = 'Set FIRSTFRAME_PUBLIC_URL, so that the vendor can fetch stills from here.';

const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/bmp': 'bmp',
};

/**
 * Brings a still to DashScope's temporary store: leave is asked for, then a form is posted to where it says, the file last
 * (alibabacloud.com/help, Model Studio, get-temporary-file-url; read 2026-11-22). The URL works for {@link UPLOAD_MODEL} and for keys
 * of the same account only. The still is held in memory meanwhile.
 *
 * @throws ProviderError
 */
export async function uploadToDashscope(
  access: DashscopeAccess,
  still: UploadedStill,
  hooks: ProviderHooks,
  { nowMs, newId }: { readonly nowMs: () => number; readonly newId: () => string },
): Promise<{ readonly url: string; readonly expiresAtMs: number }> {
  const expiresAtMs = nowMs() + KEPT_MS;
  const leave = await askLeave(access, hooks);
  const mostBytes = (leave.max_file_size_mb ?? Number.POSITIVE_INFINITY) * 1024 ** 2;
  if (still.sizeBytes > mostBytes) {
    throw refusal(`the still has ${still.sizeBytes} bytes and ${mostBytes} are taken`, false);
  }
  // The store takes no name twice, and a name of the caller's is nobody's business there.
  const key = `${leave.upload_dir}/${newId()}.${ENDINGS[still.mediaType] ?? 'img'}`;
  const form = new FormData();
  form.append('OSSAccessKeyId', leave.oss_access_key_id);
  form.append('policy', leave.policy);
  form.append('Signature', leave.signature);
  form.append('key', key);
  form.append('x-oss-object-acl', leave.x_oss_object_acl);
  form.append('x-oss-forbid-overwrite', leave.x_oss_forbid_overwrite);
  form.append('success_action_status', '200');
  form.append('file', new Blob(await chunksOf(still), { type: still.mediaType }), key.slice(key.lastIndexOf('/') + 1));
  const status = await post(access, leave.upload_host, form, hooks);
  if (status < 200 || status > 299) throw refusal(`its store answered ${status}`, status >= 500 || status === 403);
  return { url: `oss://${key}`, expiresAtMs };
}

async function askLeave(
  access: DashscopeAccess,
  hooks: ProviderHooks,
): Promise<ReturnType<typeof uploadLeaveSchema.parse>['data']> {
  const path = `/uploads?${new URLSearchParams({ action: 'getPolicy', model: UPLOAD_MODEL }).toString()}`;
  const { status, body, retryAfterMs } = await callDashscope(access, { method: 'GET', path, hooks });
  const leave = status === 200 ? uploadLeaveSchema.safeParse(body) : undefined;
  if (leave?.success === true) return leave.data.data;
  const { data: why } = refusalSchema.safeParse(body);
  const words = why === undefined ? '' : ` (${why.code}: ${say(why.message ?? '')})`;
  throw refusal(`it answered ${status}${words}`, status === 429 || status >= 500, retryAfterMs);
}

async function post(access: DashscopeAccess, url: string, form: FormData, hooks: ProviderHooks): Promise<number> {
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
  return new ProviderError('dashscope', `DashScope took no upload: ${what}. ${INSTEAD}`, { retryable, retryAfterMs });
}
