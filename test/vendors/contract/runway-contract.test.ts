import { createRunwayProvider } from '../../../src/providers/runway/runway-provider.js';
import type { LoopbackVendor } from '../loopback/loopback-vendor.js';
import { providerContract } from '../provider-contract.js';
import { startRunwayVendor } from '../runway-vendor.js';
import { runwayOrder } from './model-orders.js';
import type { Expected, OrderCase } from './subject.js';

const DAY_MS = 86_400_000;
const mayAlso = /^(contentModeration\.publicFigureThreshold|outputFormat|promptImage\.0\.position)$/;

/** The first frame alone: as a URL, or in a list of one. */
const image = (url: string): Record<string, Expected> => {
  const isUrlOrAbsent = (value: unknown): boolean => value === undefined || value === url;
  return { promptImage: isUrlOrAbsent, 'promptImage.0.uri': isUrlOrAbsent };
};

const cases: readonly [OrderCase, ...OrderCase[]] = [
  {
    title: 'gen4.5 and seed 0',
    order: runwayOrder(),
    body: ({ first = '' }) => ({
      model: 'gen4.5',
      ...image(first),
      promptText: 'slow dolly in',
      ratio: '1280:720',
      duration: 5,
      seed: 0,
    }),
    mayAlso,
  },
  {
    title: 'gen4_turbo upright',
    order: runwayOrder({
      model: 'runway/gen4_turbo',
      aspectRatio: '9:16',
      raster: { widthPx: 720, heightPx: 1_280 },
      durationSec: 10,
      seed: 7,
    }),
    body: ({ first = '' }) => ({
      model: 'gen4_turbo',
      ...image(first),
      promptText: 'slow dolly in',
      ratio: '720:1280',
      duration: 10,
      seed: 7,
    }),
    mayAlso,
  },
];

const answers =
  (status: number, error: string) =>
  (vendor: LoopbackVendor): void =>
    vendor.fault({ on: 'create', kind: 'answers', status, body: { error }, isDone: false });
const fails =
  (code: string) =>
  (vendor: LoopbackVendor): void =>
    vendor.nextFates({ kind: 'fails', code, message: 'An unexpected error occurred.' });

providerContract({
  name: 'Runway',
  startVendor: startRunwayVendor,
  makeProvider: createRunwayProvider,
  cases,
  statusPath: ['status'],
  callbacks: 'none',
  outputs: { lifeMs: 2 * DAY_MS, isSignedAnew: true },
  cancels: {
    queued: ['confirmed'],
    // Whether a render that was stopped half way is billed is not written.
    running: ['confirmed', 'too_late', 'uncertain'],
    ended: ['too_late', 'uncertain'],
    // 204 either way, and neither an aborted nor a deleted task can be fetched again: nobody can tell.
    race: ['confirmed', 'too_late', 'uncertain'],
  },
  refusals: [
    {
      title: 'a still that is not there',
      still: 'missing',
      arrange: () => undefined,
      class: ['bad_input'],
      charged: ['no'],
    },
    {
      title: 'a still behind a redirect',
      still: 'redirected',
      arrange: () => undefined,
      class: ['bad_input'],
      charged: ['no'],
    },
    // The words of a 400 are for people: that it is about money cannot be known from a code.
    {
      title: 'an account without credits',
      arrange: (vendor) => vendor.emptyBalance(),
      class: ['provider', 'budget', 'bad_input'],
      charged: ['no'],
    },
    {
      title: 'a body that is refused',
      arrange: answers(400, 'Validation of body failed'),
      class: ['bad_input'],
      charged: ['no'],
    },
    {
      title: 'something that is not there',
      arrange: answers(404, 'Not found'),
      class: ['provider', 'unsupported', 'bad_input'],
      charged: ['no'],
    },
  ],
  failures: [
    {
      title: 'an input that was moderated, which is billed',
      arrange: (vendor) => vendor.nextFates({ kind: 'moderated_input' }),
      class: ['moderated'],
      charged: ['yes'],
      retry: ['never'],
    },
    {
      title: 'an output that was moderated, which is billed',
      arrange: (vendor) => vendor.nextFates({ kind: 'moderated_output' }),
      class: ['moderated'],
      charged: ['yes'],
      retry: ['never', 'pays_again'],
    },
    {
      title: 'a prompt that was moderated, which is billed',
      arrange: fails('INPUT_PREPROCESSING.SAFETY.TEXT'),
      class: ['moderated'],
      charged: ['yes'],
      retry: ['never'],
    },
    // Who pays for these is not written; what the task says it has cost is more than nothing.
    {
      title: 'a still that it could not use',
      arrange: fails('ASSET.INVALID'),
      class: ['bad_input'],
      charged: ['no', 'yes', 'unknown'],
    },
    ...['INTERNAL.BAD_OUTPUT.CODE01', 'INPUT_PREPROCESSING.INTERNAL', 'INTERNAL', 'THIRD_PARTY.UNAVAILABLE'].map(
      (code) => ({
        title: `a fault of the vendor’s: ${code}`,
        arrange: fails(code),
        class: ['provider'] as const,
        charged: ['no', 'yes', 'unknown'] as const,
        retry: ['free', 'pays_again'] as const,
      }),
    ),
  ],
});
