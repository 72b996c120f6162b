import { type Provider, ProviderError } from '../provider.js';

/** What a cancel comes to; `uncertain` where the vendor could not be asked. */
export async function tryToCancel(cancel: () => ReturnType<Provider['cancel']>): ReturnType<Provider['cancel']> {
  try {
    return await cancel();
  } catch (error) {
    if (error instanceof ProviderError) return 'uncertain';
    throw error;
  }
}
