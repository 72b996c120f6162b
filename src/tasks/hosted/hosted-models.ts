import { MODEL_CATALOGUE, vendorIdOf } from '../../models/catalogue.js';
import type { Provider } from '../../providers/provider.js';
import type { TaskModel } from '../task-model.js';
import { createHostedModel } from './hosted-model.js';

/** Every model of the catalogue as each provider runs it, in the order of the providers; withdrawn ones are nobody's any more. */
export function hostedModels(providers: readonly Pick<Provider, 'id' | 'region'>[]): readonly TaskModel[] {
  return MODEL_CATALOGUE.filter(({ withdrawn }) => withdrawn === undefined).flatMap((facts) =>
    providers
      .filter(({ id, region }) => vendorIdOf(facts, id, region) !== undefined || vendorIdOf(facts, id) !== undefined)
      .map(({ id }) => createHostedModel(facts, id)),
  );
}
