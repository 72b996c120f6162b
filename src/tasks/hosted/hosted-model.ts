import type { ModelOrder } from '../../contract/model-order.js';
import { checkProvider } from '../../models/catalogue.js';
import type { ModelFacts } from '../../models/model-facts.js';
import { HOSTED_LANES } from '../lanes.js';
import type { InputReading, TaskModel } from '../task-model.js';
import { findingOf, InputRefused } from './input-refused.js';
import { prepareSent } from './prepare-sent.js';

/** What a hosted render keeps for its report. */
export interface HostedAbout {
  readonly model: string;
  readonly provider: string;
  readonly order: ModelOrder;
}

/** What an adapter is given as an order's `plan`. */
export interface HostedPlan {
  readonly order: ModelOrder;
  /** The provider's own route; absent: its default. */
  readonly route?: string;
}

/** A still or two in a media process: about what one takes on a core. */
const TURN_MS = 500;

/** A model of the catalogue as one provider runs it: what of an input it takes, and what is sent of the stills. */
export function createHostedModel(facts: ModelFacts, providerId: string): TaskModel {
  /** @throws InputRefused with every reason, of the model and of its provider. */
  const read = (input: Readonly<Record<string, unknown>>): InputReading & { readonly order: ModelOrder } => {
    const reading = facts.read(input);
    if (reading.kind === 'refused') throw new InputRefused('bad_usage', reading.reasons.map(findingOf));
    const { order, findings, adjustments, stills = [] } = reading;
    const reasons = checkProvider(facts, providerId, order);
    if (reasons.length > 0) throw new InputRefused('bad_usage', reasons.map(findingOf));
    return { order, findings, adjustments, stills };
  };
  return {
    ...{ id: facts.id, aliases: facts.aliases, facts, provider: providerId },
    lane: HOSTED_LANES.preparing,
    turnMs: TURN_MS,
    accept: read,
    async prepare(input, stills, work) {
      const { vendorRoute } = work;
      const { order: asked } = read(input);
      const { order, sent, findings, adjustments } = await prepareSent(facts, asked, stills, work);
      return {
        plan: { order, ...(vendorRoute === undefined ? {} : { route: vendorRoute }) } satisfies HostedPlan,
        about: { model: facts.id, provider: providerId, order } satisfies HostedAbout,
        order,
        ...{ sent, findings, adjustments },
      };
    },
    report: (about, said, elapsedMs, shown) => ({
      ...(about as HostedAbout),
      ...(shown === undefined ? {} : { shown }),
      ...{ said: said ?? null, elapsedMs },
    }),
  };
}
