/** The adapter of the loopback vendor (vendor.js), as it runs inside a node: it charges, and has no idempotency key. */
import { ProviderError } from '../../dist/providers/provider.js';

/** @typedef {import('../../dist/providers/provider.js').Provider} Provider */
/** @typedef {import('../../dist/providers/provider.js').ProviderHooks} ProviderHooks */
/** @typedef {import('../../dist/tasks/task-model.js').TaskModel} TaskModel */

/** The model that it runs. Its prompt is the order's name at the vendor. */
export const VENDOR_MODEL = 'vendor/clip';

const ASK_AGAIN_MS = 15;

/**
 * @param {object} about
 * @param {string} about.url of the vendor
 * @param {string} about.node what this process is called
 * @param {import('../../dist/net/guarded-fetch.js').GuardedFetch} about.fetch
 * @param {(place: string) => void} about.pass called at each place where a node may stop
 * @returns {{ readonly provider: Provider, readonly model: TaskModel }}
 */
export function createVendorProvider({ url, node, fetch, pass }) {
  /**
   * @param {string} path
   * @param {ProviderHooks} hooks
   * @param {{ readonly method?: 'POST', readonly body?: string }} [request]
   */
  const call = async (path, hooks, request = {}) => {
    try {
      return await fetch(url + path, {
        ...request,
        ...{ headers: { 'x-node': node }, maxBytes: 1e6, allowAddresses: ['127.0.0.0/8'], totalTimeoutMs: 5000 },
        ...{ signal: hooks.signal, beforeSend: hooks.beforeSend },
      });
    } catch (cause) {
      if (hooks.signal.aborted) throw cause;
      throw new ProviderError('vendor', 'there was no answer', { retryable: true, cause });
    }
  };
  /** @type {Provider} */
  const provider = {
    id: 'vendor',
    isFreeToRepeat: false,
    credential: 'key-1',
    submit: async ({ plan, attemptId }, hooks) => {
      pass('submit');
      const { order } = /** @type {{ order: string }} */ (plan);
      const response = await call('/orders', hooks, { method: 'POST', body: JSON.stringify({ order, attemptId }) });
      const text = await textOf(response.body);
      pass('submit: answered');
      if (response.status === 200) return { kind: 'accepted', handle: text };
      const say = 'The vendor does not take this prompt.';
      return { kind: 'rejected', failure: { class: 'moderated', charged: 'no', retry: 'never', say } };
    },
    poll: async (handle, _order, hooks) => {
      pass('poll');
      const response = await call(`/orders/${handle}`, hooks);
      const text = await textOf(response.body);
      pass('poll: answered');
      if (response.status !== 200) throw new ProviderError('vendor', 'no status', { retryable: true });
      if (text === 'running') return { kind: 'running', askAgainInMs: ASK_AGAIN_MS };
      if (text === 'done') {
        return { kind: 'succeeded', outputs: [{ type: 'video', source: `/clips/${handle}`, isDecoded: true }] };
      }
      const say = 'The vendor could not render it.';
      return { kind: 'failed', failure: { class: 'provider', charged: 'no', retry: 'free', say } };
    },
    cancel: () => Promise.resolve('uncertain'),
    open: async (source, hooks) => {
      pass('open');
      const response = await call(source, hooks);
      if (response.status !== 200) throw new ProviderError('vendor', 'no clip', { retryable: true });
      return passing(response.body, () => pass('open: midway'));
    },
    release: () => {
      pass('release');
      return Promise.resolve();
    },
  };
  /** @type {TaskModel} */
  const model = {
    ...{ id: VENDOR_MODEL, provider: 'vendor', lane: 'local', turnMs: 1 },
    accept: () => ({ findings: [], adjustments: [] }),
    prepare: (input) => {
      pass('prepare');
      return Promise.resolve({ plan: { order: input['prompt'] }, about: {}, findings: [], adjustments: [] });
    },
    report: () => ({ by: 'the vendor' }),
  };
  return { provider, model };
}

/** @param {AsyncIterable<Uint8Array>} body */
async function textOf(body) {
  const chunks = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * @param {AsyncIterable<Uint8Array>} body
 * @param {() => void} pass
 */
async function* passing(body, pass) {
  for await (const chunk of body) {
    yield chunk;
    pass();
  }
}
