import type { Provider } from '../../providers/provider.js';
import type { BreakerCause } from '../../store/operations/breakers.js';
import type { StepWork } from '../steps/step.js';

/** Notes that a key is in trouble, so that no more orders are sent under it. What cannot be noted is noted by the next order. */
export async function stopKey(
  provider: Provider,
  trouble: { readonly cause: BreakerCause; readonly say: string },
  { gate, onTrouble }: Pick<StepWork, 'gate' | 'onTrouble'>,
): Promise<void> {
  await gate?.noteTrouble(provider, trouble).catch(onTrouble);
}
