/**
 * What a program gets from `import … from 'firstframe/client'`; runs in browsers.
 *
 * ```ts
 * const client = createClient({ baseUrl: 'https://clips.example', apiKey });
 * const { taskId } = await client.create({ model: 'local/motion', input: { prompt: 'Slow push in', first_frame_url } });
 * const task = await client.wait(taskId);
 * ```
 */
export { type CallbackCalls, type DeliveryPage } from './callback-calls.js';
export { type CallbackHandling, handleCallback } from './callbacks/handle-callback.js';
export { type Forwarded } from './callbacks/listen/forward-callback.js';
export { type InboxSource, listenCallbacks, type ListenOptions } from './callbacks/listen/listen-callbacks.js';
export {
  type CallbackCheck,
  type CallbackHeaders,
  type CallbackVerdict,
  verifyCallback,
} from './callbacks/verify-callback.js';
export {
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type CreatedTask,
  type CreateOptions,
  type ListOptions,
} from './client.js';
export { ClientError, type ClientErrorFacts } from './client-error.js';
export { type KeyCalls, type NewApiKey } from './key-calls.js';
export { type CostsOptions, type MoneyCalls, type NewCaps } from './money-calls.js';
export { hasEnded, type ListedModel, type NewTask, type TaskPage } from './task-reply.js';
export { type UploadOptions, type UploadSource } from './upload.js';
export { type TaskNews, type WaitOptions } from './wait-for-task.js';
export type { ApiKey, CreatedApiKey } from '../contract/api-key.js';
export type { Asset } from '../contract/asset.js';
export type { Caps, CostRow, Costs } from '../contract/costs.js';
export type { CallbackTask, Delivery, InboxItem, InboxPage } from '../contract/callback.js';
export type { Finding } from '../contract/finding.js';
export type { Hold, Output, Progress, Task } from '../contract/task.js';
