import { askVendor } from '../calling/ask-vendor.js';
import { postForm } from '../calling/post-form.js';
import { quoteVendor } from '../calling/quote-vendor.js';
import type { VendorAccount } from '../calling/vendor-account.js';
import { ProviderError, type ProviderHooks, type UploadedStill } from '../provider.js';
import { refusalSchema, uploadLeaveSchema } from './replies.js';
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
  account: VendorAccount,
  still: UploadedStill,
  hooks: ProviderHooks,
  newId: () => string,
): Promise<{ readonly url: string; readonly expiresAtMs: number }> {
  const expiresAtMs = account.nowMs() + KEPT_MS;
  const leave = await askLeave(account, hooks);
  const mostBytes = (leave.max_file_size_mb ?? Number.POSITIVE_INFINITY) * 1024 ** 2;
  if (still.sizeBytes > mostBytes) {
    throw refusal(`the still has ${still.sizeBytes} bytes and ${mostBytes} are taken`, false);
  }
  // The store takes no name twice, and a name of the caller's is nobody's business there.
  const filename = `${newId()}.${ENDINGS[still.mediaType] ?? 'img'}`;
  const key = `${leave.upload_dir}/${filename}`;
  const fields = {
    OSSAccessKeyId: leave.oss_access_key_id,
    policy: leave.policy,
    Signature: leave.signature,
    key,
    'x-oss-object-acl': leave.x_oss_object_acl,
    'x-oss-forbid-overwrite': leave.x_oss_forbid_overwrite,
    success_action_status: '200',
  };
  const status = await postForm(account, { url: leave.upload_host, fields, still, filename }, hooks);
  if (status < 200 || status > 299) throw refusal(`its store answered ${status}`, status >= 500 || status === 403);
  return { url: `oss://${key}`, expiresAtMs };
}

async function askLeave(
  account: VendorAccount,
  hooks: ProviderHooks,
): Promise<ReturnType<typeof uploadLeaveSchema.parse>['data']> {
  const path = `/uploads?${new URLSearchParams({ action: 'getPolicy', model: UPLOAD_MODEL }).toString()}`;
  const { status, json, retryAfterMs } = await askVendor(account, { method: 'GET', path, hooks });
  const leave = status === 200 ? uploadLeaveSchema.safeParse(json) : undefined;
  if (leave?.success === true) return leave.data.data;
  const { data: why } = refusalSchema.safeParse(json);
  const words = why === undefined ? '.' : ` ${why.code}${quoteVendor(why.message)}`;
  throw refusal(`it answered ${status}${words}`, status === 429 || status >= 500, retryAfterMs);
}

function refusal(what: string, retryable: boolean, retryAfterMs?: number): ProviderError {
  return new ProviderError('dashscope', `DashScope took no upload: ${what.replace(/\.$/, '')}. ${INSTEAD}`, {
    retryable,
    retryAfterMs,
  });
}
