import type { HostedAbout, HostedPlan } from '../hosted/hosted-model.js';
import type { TaskPlan } from '../task-plan.js';

/** What is known of an order that was given elsewhere. */
export interface AdoptedOrder {
  readonly provider: string;
  readonly model: string;
  readonly vendorRoute?: string | undefined;
  readonly prompt?: string | undefined;
  /** What the vendor's list said of it. */
  readonly facts?: unknown;
}

/** The plan of an adopted task. It is never sent: the adapters read of it which model they are asked about, and no more. */
export function adoptedPlan({ provider, model, vendorRoute, prompt = '', facts }: AdoptedOrder): TaskPlan {
  const order = {
    ...({ model, prompt, frames: 'none', durationSec: 0, resolution: '', aspectRatio: 'adaptive' } as const),
    ...{ audio: false, promptExtend: false, returnLastFrame: false },
  };
  const about: HostedAbout = { model, provider, order };
  return {
    order: { order, ...(vendorRoute === undefined ? {} : { route: vendorRoute }) } satisfies HostedPlan,
    ...{ about, stills: {}, provider, adopted: true },
    ...(facts === undefined ? {} : { facts }),
  };
}
