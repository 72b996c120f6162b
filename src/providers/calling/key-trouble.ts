import type { Failure } from '../../contract/task.js';
import { unbilled } from './unbilled.js';
import type { VendorAccount } from './vendor-account.js';

/** Why nothing can be sent with the account's key; `undefined` when it may be tried. */
export function keyTrouble({ vendor, apiKey }: VendorAccount): Failure | undefined {
  const { name, keyVariable, keyFrom } = vendor;
  if (apiKey === '') {
    const say = `No key for ${name} is set. Set ${keyVariable} to one ${keyFrom}, then start again.`;
    return unbilled('provider', 'free', say);
  }
  // What is no header's value would be found only when the connection stands.
  if (/^[\x21-\x7e]+$/.test(apiKey)) return undefined;
  const say = `${keyVariable} holds a space, a line break or a letter that no key has. Copy the key once more.`;
  return unbilled('provider', 'free', say);
}
