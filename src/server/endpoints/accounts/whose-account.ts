import { z } from 'zod';
import { isAccount } from '../../../tasks/accounts/set-account.js';
import type { Call } from '../../endpoint.js';
import { type Refused, refuse } from '../../replies/refusal.js';
import { isOperator, maySee } from '../money/whose-money.js';

/** `?account=`: whose things a request is about. */
export const accountQuery = z.string().max(100).optional().describe("The operator only; absent: the key's own");

/** What is said of an account that is not there, and of one that is none of the caller's business. */
export function unknownAccount(): Refused {
  return refuse(404, 'there is no such account');
}

/**
 * The account that a request is about: the one that is named, for the operator any that there is; else the key's own. To others a foreign
 * account is one that is not there.
 */
export async function accountAsked(
  { room, identity }: Pick<Call<unknown, unknown, unknown>, 'room' | 'identity'>,
  asked: string | undefined,
): Promise<string | Refused> {
  if (asked === undefined || asked === identity.accountId) return identity.accountId;
  if (!maySee(identity, asked)) return unknownAccount();
  return (await room.tasks.store.run(() => isAccount(asked))) ? asked : unknownAccount();
}

/** Refuses who is not the operator: of a foreign account as of one that is not there. `undefined`: it is the operator. */
export function refuseUnlessOperator(
  { identity }: Pick<Call<unknown, unknown, unknown>, 'identity'>,
  id: string,
): Refused | undefined {
  if (isOperator(identity)) return undefined;
  return id === identity.accountId ? refuse(403, 'only the operator makes and changes accounts') : unknownAccount();
}
