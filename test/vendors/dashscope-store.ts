import { randomBytes, randomUUID } from 'node:crypto';
import { DASHSCOPE_MODELS } from './dashscope-body.js';
import { xmlRefusal } from './loopback/clip-host.js';
import type { Reply, Route } from './loopback/loopback-server.js';
import type { VendorKit } from './loopback/loopback-vendor.js';
import { readForm } from './loopback/read-request.js';

const MIB = 2 ** 20;
const UPLOAD_KEPT_MS = 48 * 3_600_000;
const POLICY_KEPT_MS = 300_000;

/** DashScope's temporary store: what was brought there under a policy, for one model and 48 hours. */
export interface DashscopeStore {
  readonly routes: readonly Route[];
  /** The bytes behind an `oss://` URL, for the model they were brought for. */
  readonly read: (url: string, model: string) => Buffer | undefined;
}

/** Makes an empty store. `guarded` lets in whoever has the key; the form itself is let in by its policy alone. */
export function createDashscopeStore(
  kit: VendorKit,
  guarded: (answer: Route['answer']) => Route['answer'],
): DashscopeStore {
  const kept = new Map<string, { readonly bytes: Buffer; readonly model: string; readonly untilMs: number }>();
  const policies = new Map<string, { readonly model: string; readonly dir: string; readonly untilMs: number }>();
  const routes: Route[] = [
    {
      op: 'upload',
      method: 'GET',
      path: /^\/api\/v1\/uploads$/,
      answer: guarded((call) => {
        const model = call.query.get('model') ?? '';
        if (call.query.get('action') !== 'getPolicy') return refusal('action must be getPolicy');
        if (DASHSCOPE_MODELS[model] === undefined) return refusal('model is not supported');
        const policy = randomBytes(12).toString('base64');
        const dir = `dashscope-instant/${randomBytes(8).toString('hex')}`;
        policies.set(policy, { model, dir, untilMs: kit.nowMs() + POLICY_KEPT_MS });
        const data = {
          policy,
          signature: `sig-${policy}`,
          upload_dir: dir,
          upload_host: `${kit.origin()}/oss-bucket`,
          expire_in_seconds: 300,
          max_file_size_mb: 100,
          capacity_limit_mb: 999_999_999,
          oss_access_key_id: 'LTAIexample',
          x_oss_object_acl: 'private',
          x_oss_forbid_overwrite: 'true',
        };
        return { status: 200, body: { request_id: randomUUID(), data } };
      }),
    },
    {
      op: 'upload',
      method: 'POST',
      path: /^\/oss-bucket\/?$/,
      answer: async (call) => {
        const form = await readForm(call);
        if (form?.isFileLast !== true) return xmlRefusal(400, 'InvalidArgument', 'The file must be the last field');
        const policy = policies.get(form.fields.get('policy') ?? '');
        const key = form.fields.get('key') ?? '';
        const isSigned =
          form.fields.get('OSSAccessKeyId') === 'LTAIexample' &&
          form.fields.get('Signature') === `sig-${form.fields.get('policy') ?? ''}` &&
          form.fields.get('x-oss-object-acl') === 'private' &&
          form.fields.get('x-oss-forbid-overwrite') === 'true';
        if (policy === undefined || !isSigned || kit.nowMs() >= policy.untilMs || !key.startsWith(`${policy.dir}/`)) {
          return xmlRefusal(403, 'AccessDenied', 'Invalid according to Policy');
        }
        if (kept.has(key)) return xmlRefusal(409, 'FileAlreadyExists', 'The object already exists');
        if (form.file.byteLength > 100 * MIB) return xmlRefusal(400, 'EntityTooLarge', 'Too large');
        kept.set(key, { bytes: form.file, model: policy.model, untilMs: kit.nowMs() + UPLOAD_KEPT_MS });
        return { status: form.fields.get('success_action_status') === '200' ? 200 : 204 };
      },
    },
  ];
  const read = (url: string, model: string): Buffer | undefined => {
    const found = kept.get(url.replace('oss://', ''));
    return found?.model !== model || kit.nowMs() >= found.untilMs ? undefined : found.bytes;
  };
  return { routes, read };
}

function refusal(message: string): Reply {
  return { status: 400, body: { code: 'InvalidParameter', message, request_id: randomUUID() } };
}
