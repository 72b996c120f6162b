import type { SettingDeps } from '../../../tasks/accounts/set-account.js';
import type { ServerRoom } from '../../server-deps.js';

/** What setting an account takes, of a server that keeps accounts: every one but those of tests. */
export function settingDeps({ tasks: { store, accounts } }: ServerRoom): SettingDeps {
  if (accounts === undefined) throw new TypeError('this server keeps no accounts');
  return { store, accounts };
}
