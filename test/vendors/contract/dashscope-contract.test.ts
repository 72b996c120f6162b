import { createDashscopeProvider } from '../../../src/providers/dashscope/dashscope-provider.js';
import { startDashscopeVendor } from '../dashscope-vendor.js';
import type { LoopbackVendor } from '../loopback/loopback-vendor.js';
import { providerContract } from '../provider-contract.js';
import { wanOrder } from './model-orders.js';
import type { OrderCase } from './subject.js';

const DAY_MS = 86_400_000;
const isOff = (value: unknown): boolean => value === undefined || value === false;
const common = {
  model: /^wan2\.7-i2v(-2026-04-25)?$/,
  'input.prompt': 'slow dolly in',
  'input.media.0.type': 'first_frame',
  'parameters.watermark': isOff,
};

const cases: readonly [OrderCase, ...OrderCase[]] = [
  {
    title: 'a first frame and seed 0',
    order: wanOrder(),
    body: ({ first = '' }) => ({
      ...common,
      'input.media.0.url': first,
      'parameters.resolution': '720P',
      'parameters.duration': 5,
      'parameters.prompt_extend': false,
      'parameters.seed': 0,
    }),
  },
  {
    title: 'both frames, what is not wanted, and leave to rewrite the prompt',
    order: wanOrder({
      frames: 'first_last',
      negativePrompt: 'text, watermark',
      promptExtend: true,
      resolution: '1080p',
      raster: { widthPx: 1_920, heightPx: 1_080 },
      durationSec: 8,
      seed: 7,
    }),
    body: ({ first = '', last = '' }) => ({
      ...common,
      'input.negative_prompt': 'text, watermark',
      'input.media.0.url': first,
      'input.media.1.type': 'last_frame',
      'input.media.1.url': last,
      'parameters.resolution': '1080P',
      'parameters.duration': 8,
      'parameters.prompt_extend': true,
      'parameters.seed': 7,
    }),
  },
];

const answers =
  (status: number, code: string) =>
  (vendor: LoopbackVendor): void =>
    vendor.fault({
      on: 'create',
      kind: 'answers',
      status,
      body: { code, message: code, request_id: '1' },
      isDone: false,
    });
const fails =
  (code: string) =>
  (vendor: LoopbackVendor): void =>
    vendor.nextFates({ kind: 'fails', code, message: code });

providerContract({
  name: 'DashScope',
  startVendor: startDashscopeVendor,
  makeProvider: createDashscopeProvider,
  cases,
  statusPath: ['output', 'task_status'],
  callbacks: 'none',
  outputs: { lifeMs: DAY_MS, isSignedAnew: false },
  cancels: {
    queued: ['confirmed'],
    running: ['too_late', 'uncertain'],
    ended: ['too_late', 'uncertain'],
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
      title: 'content that is refused',
      arrange: (vendor) => vendor.nextFates({ kind: 'moderated_input' }),
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
      title: 'a model that was not bought',
      arrange: answers(403, 'AccessDenied.Unpurchased'),
      class: ['provider', 'unsupported', 'budget'],
      charged: ['no'],
    },
    {
      title: 'a model of another region',
      arrange: answers(404, 'ModelNotFound'),
      class: ['provider', 'unsupported'],
      charged: ['no'],
    },
    {
      title: 'a body that is too large',
      arrange: answers(413, 'BadRequest.TooLarge'),
      class: ['bad_input'],
      charged: ['no'],
    },
  ],
  failures: [
    {
      title: 'a clip that was moderated, which is not billed',
      arrange: (vendor) => vendor.nextFates({ kind: 'moderated_output' }),
      class: ['moderated'],
      charged: ['no'],
    },
    { title: 'somebody’s property', arrange: fails('IPInfringementSuspect'), class: ['moderated'], charged: ['no'] },
    { title: 'a still that it could not fetch', arrange: fails('InvalidURL'), class: ['bad_input'], charged: ['no'] },
    {
      title: 'a fault of the vendor’s',
      arrange: fails('InternalError.Algo'),
      class: ['provider'],
      charged: ['no'],
      retry: ['free', 'pays_again'],
    },
    {
      title: 'a task that it knows nothing of any more',
      arrange: (vendor) => vendor.nextFates({ kind: 'vanishes' }),
      class: ['provider', 'timeout', 'internal'],
      charged: ['unknown'],
      retry: ['pays_again', 'never'],
    },
  ],
});
