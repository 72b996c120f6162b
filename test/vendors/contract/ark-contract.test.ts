import { createArkProvider } from '../../../src/providers/ark/ark-provider.js';
import { startArkVendor } from '../ark-vendor.js';
import type { LoopbackVendor } from '../loopback/loopback-vendor.js';
import { providerContract } from '../provider-contract.js';
import { seedanceOrder } from './model-orders.js';
import type { OrderCase } from './subject.js';

const DAY_MS = 86_400_000;

// A base URL of nobody’s does not say which of its two names a model goes by.
const MODEL = /^(dreamina|doubao)-seedance-2-0-260128$/;
/** A deadline, a hashed user and an explicit `watermark: false` are left to the adapter. */
const mayAlso = /^(watermark|execution_expires_after|safety_identifier|priority)$/;
const isOff = (value: unknown): boolean => value === undefined || value === false;

const image = (at: number, role: string, url: string | undefined): Record<string, string> => ({
  [`content.${at}.type`]: 'image_url',
  [`content.${at}.role`]: role,
  [`content.${at}.image_url.url`]: url ?? 'no still',
});
const common = { model: MODEL, resolution: '720p', duration: 5, watermark: isOff };
const text = { 'content.0.type': 'text', 'content.0.text': 'slow dolly in' };

const cases: readonly [OrderCase, ...OrderCase[]] = [
  {
    title: 'a first frame, seed 0 and no sound',
    order: seedanceOrder(),
    body: ({ first }, callbackUrl) => ({
      ...common,
      ...text,
      ...image(1, 'first_frame', first),
      ratio: 'adaptive',
      generate_audio: false,
      seed: 0,
      return_last_frame: isOff,
      callback_url: callbackUrl,
    }),
    mayAlso,
  },
  {
    title: 'both frames, with sound and the last frame wanted',
    order: seedanceOrder({ frames: 'first_last', audio: true, returnLastFrame: true, durationSec: 6, seed: 12_345 }),
    body: ({ first, last }, callbackUrl) => ({
      ...common,
      ...text,
      ...image(1, 'first_frame', first),
      ...image(2, 'last_frame', last),
      duration: 6,
      ratio: 'adaptive',
      generate_audio: true,
      seed: 12_345,
      return_last_frame: true,
      callback_url: callbackUrl,
    }),
    mayAlso,
  },
  {
    title: 'no still at all',
    order: seedanceOrder({
      frames: 'none',
      aspectRatio: '16:9',
      resolution: '1080p',
      raster: { widthPx: 1_920, heightPx: 1_080 },
    }),
    body: (_, callbackUrl) => ({
      ...common,
      ...text,
      resolution: '1080p',
      ratio: '16:9',
      generate_audio: false,
      seed: 0,
      return_last_frame: isOff,
      callback_url: callbackUrl,
    }),
    mayAlso,
  },
];

const answers =
  (status: number, code: string) =>
  (vendor: LoopbackVendor): void =>
    vendor.fault({ on: 'create', kind: 'answers', status, body: { error: { code, message: code } }, isDone: false });

providerContract({
  name: 'Ark',
  startVendor: startArkVendor,
  makeProvider: createArkProvider,
  cases,
  statusPath: ['status'],
  callbacks: 'unsigned',
  outputs: { lifeMs: DAY_MS, isSignedAnew: false },
  cancels: {
    queued: ['confirmed'],
    running: ['too_late', 'uncertain'],
    ended: ['too_late'],
    // The record is deleted with its clip's URLs, and billed: whatever is said, it is not that nothing is owed.
    race: ['too_late', 'uncertain'],
  },
  refusals: [
    {
      title: 'a still that is too small',
      still: 'tooSmall',
      arrange: () => undefined,
      class: ['bad_input'],
      charged: ['no'],
    },
    {
      title: 'a still that is not there',
      still: 'missing',
      arrange: () => undefined,
      class: ['bad_input'],
      charged: ['no'],
    },
    {
      title: 'a real face in a still',
      arrange: (vendor) => vendor.nextFates({ kind: 'moderated_input' }),
      class: ['moderated'],
      charged: ['no'],
      retry: ['never'],
    },
    {
      title: 'a prompt that is refused',
      arrange: answers(400, 'InputTextSensitiveContentDetected'),
      class: ['moderated'],
      charged: ['no'],
      retry: ['never'],
    },
    {
      title: 'an account that owes',
      arrange: (vendor) => vendor.emptyBalance(),
      class: ['provider', 'budget'],
      charged: ['no'],
    },
    {
      title: 'a model that is not activated',
      arrange: answers(404, 'ModelNotOpen'),
      class: ['provider', 'unsupported'],
      charged: ['no'],
    },
    {
      title: 'a model that was withdrawn',
      arrange: answers(404, 'InvalidEndpointOrModel.NotFound'),
      class: ['provider', 'unsupported'],
      charged: ['no'],
    },
    {
      title: 'a vendor that is overloaded',
      arrange: answers(429, 'ServerOverloaded'),
      class: ['provider'],
      charged: ['no'],
      retry: ['free'],
    },
  ],
  failures: [
    {
      title: 'a clip that was moderated, which is not billed',
      arrange: (vendor) => vendor.nextFates({ kind: 'moderated_output' }),
      class: ['moderated'],
      charged: ['no'],
    },
    {
      title: 'a fault of the vendor’s',
      arrange: (vendor) => vendor.nextFates({ kind: 'fails', code: 'InternalServiceError', message: 'oops' }),
      class: ['provider'],
      charged: ['no'],
      retry: ['free', 'pays_again'],
    },
    {
      title: 'a code that nobody has seen',
      arrange: (vendor) => vendor.nextFates({ kind: 'fails', code: 'SomethingNew', message: 'oops' }),
      class: ['provider', 'internal'],
      charged: ['no', 'unknown'],
    },
  ],
});
