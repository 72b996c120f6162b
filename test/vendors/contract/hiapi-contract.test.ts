import { createHiapiProvider } from '../../../src/providers/hiapi/hiapi-provider.js';
import { startHiapiVendor } from '../hiapi-vendor.js';
import type { LoopbackVendor } from '../loopback/loopback-vendor.js';
import { providerContract } from '../provider-contract.js';
import { seedanceOrder, wanOrder } from './model-orders.js';
import type { OrderCase } from './subject.js';

const WEEK_MS = 604_800_000;
const isOff = (value: unknown): boolean => value === undefined || value === false;
/** Said outright, or left at the vendor's own defaults, which are the same. */
const mayAlso = /^(storage|route|callback\.when|input\.nsfw_checker|input\.web_search)$/;
const seedance = {
  model: /^seedance-2[-.]0$/,
  'input.prompt': 'slow dolly in',
  'input.aspect_ratio': 'adaptive',
  'input.resolution': '720p',
};

const cases: readonly [OrderCase, ...OrderCase[]] = [
  {
    title: 'a first frame, seed 0 and no sound',
    order: seedanceOrder(),
    body: ({ first = '' }, callbackUrl) => ({
      ...seedance,
      'input.first_frame_url': first,
      'input.duration': 5,
      'input.generate_audio': false,
      'input.seed': 0,
      'input.return_last_frame': isOff,
      'callback.url': callbackUrl,
    }),
    mayAlso,
  },
  {
    title: 'both frames, with sound and the last frame wanted',
    order: seedanceOrder({ frames: 'first_last', audio: true, returnLastFrame: true, durationSec: 6, seed: 12_345 }),
    body: ({ first = '', last = '' }, callbackUrl) => ({
      ...seedance,
      'input.first_frame_url': first,
      'input.last_frame_url': last,
      'input.duration': 6,
      'input.generate_audio': true,
      'input.seed': 12_345,
      'input.return_last_frame': true,
      'callback.url': callbackUrl,
    }),
    mayAlso,
  },
  {
    title: 'Wan, with its frames in `media`',
    order: wanOrder({ frames: 'first_last' }),
    body: ({ first = '', last = '' }, callbackUrl) => ({
      model: 'wan2.7-video/image-to-video',
      'input.prompt': 'slow dolly in',
      'input.media.0.type': 'first_frame',
      'input.media.0.url': first,
      'input.media.1.type': 'last_frame',
      'input.media.1.url': last,
      'input.resolution': /^720p$/i,
      'input.duration': 5,
      'callback.url': callbackUrl,
    }),
    // What HiAPI takes beside these is not written; the vendor lets them in.
    mayAlso: /^(storage|route|callback\.when|input\.(seed|prompt_extend|watermark|aspect_ratio|generate_audio))$/,
  },
];

const answers =
  (status: number, message: string, errorCode?: string) =>
  (vendor: LoopbackVendor): void => {
    const body = { code: status, message, data: null, error_code: errorCode };
    vendor.fault({ on: 'create', kind: 'answers', status, body, isDone: false });
  };
const fails =
  (code: string) =>
  (vendor: LoopbackVendor): void =>
    vendor.nextFates({ kind: 'fails', code, message: `${code} happened` });

providerContract({
  name: 'HiAPI',
  startVendor: startHiapiVendor,
  makeProvider: createHiapiProvider,
  cases,
  statusPath: ['data', 'status'],
  callbacks: 'signed',
  outputs: { lifeMs: WEEK_MS, isSignedAnew: false },
  // There is no cancel.
  cancels: {
    queued: ['too_late', 'uncertain'],
    running: ['too_late', 'uncertain'],
    ended: ['too_late', 'uncertain'],
    race: ['too_late', 'uncertain'],
  },
  refusals: [
    {
      title: 'an account that is empty',
      arrange: (vendor) => vendor.emptyBalance(),
      class: ['provider', 'budget'],
      charged: ['no'],
    },
    {
      title: 'an input that is refused',
      arrange: answers(400, 'invalid request', 'INVALID_REQUEST'),
      class: ['bad_input'],
      charged: ['no'],
    },
    {
      title: 'a model that is down',
      arrange: answers(400, 'model is down', 'MODEL_UNAVAILABLE'),
      class: ['provider', 'unsupported'],
      charged: ['no'],
    },
    {
      title: 'a key without permission',
      arrange: answers(403, 'forbidden'),
      class: ['provider', 'unsupported'],
      charged: ['no'],
    },
  ],
  // Whether a failed task is billed is not written anywhere.
  failures: [
    {
      title: 'a failure that says no more',
      arrange: fails('TASK_FAILED'),
      class: ['provider', 'moderated'],
      charged: ['unknown'],
    },
    {
      title: 'an upstream that took too long',
      arrange: fails('TASK_TIMEOUT'),
      class: ['timeout', 'provider'],
      charged: ['unknown'],
    },
    {
      title: 'an output that could not be stored',
      arrange: fails('STORAGE_UNAVAILABLE'),
      class: ['storage', 'provider'],
      charged: ['unknown'],
    },
    {
      title: 'an input that was refused late',
      arrange: fails('INVALID_REQUEST'),
      class: ['bad_input'],
      charged: ['unknown', 'no'],
      retry: ['never'],
    },
    {
      title: 'a code that nobody has seen',
      arrange: fails('SOMETHING_NEW'),
      class: ['provider', 'internal'],
      charged: ['unknown'],
    },
  ],
});
