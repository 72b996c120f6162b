import { DEFAULT_ACCOUNT, type Identity } from '../../identity.js';

/** Whether somebody runs the server for all accounts, and may see and cap what each of them spends. */
export function isOperator({ accountId, scopes }: Identity): boolean {
  return accountId === DEFAULT_ACCOUNT && scopes.has('admin');
}

/** Whether somebody may see the money of an account. */
export function maySee(identity: Identity, accountId: string): boolean {
  return accountId === identity.accountId || isOperator(identity);
}
