import { type AdoptAsk, type Adoption, adoptionSchema } from '../contract/adoption.js';
import { type Proof, proofSchema } from '../contract/proof.js';
import { type ReconcileAsk, type Reconciliation, reconciliationSchema } from '../contract/reconciliation.js';
import type { CallOptions } from './client.js';
import type { Sender } from './send.js';

/** For the operator, when rows and vendors do not agree. Each needs an admin key of the account `default`. */
export interface RescueCalls {
  /** Takes in what a vendor has and nobody here has ordered. May take minutes: the vendor's list is read. */
  adopt(ask: AdoptAsk, options?: CallOptions): Promise<Adoption>;
  /** Holds a month of the ledger against a vendor's list or invoice; writes nothing unless `apply`. */
  /** Takes a finished render for the proof that its route works. */
  prove(taskId: string, options?: CallOptions): Promise<Proof>;
  reconcile(ask: ReconcileAsk, options?: CallOptions): Promise<Reconciliation>;
}

/** Makes {@link RescueCalls}. */
export function createRescueCalls(sender: Sender): RescueCalls {
  const post = (path: string, ask: unknown, { signal }: CallOptions) => ({
    ...({ method: 'POST', path, headers: { 'content-type': 'application/json' } } as const),
    ...{ body: () => JSON.stringify(ask), timeoutMs: undefined, signal },
  });
  return {
    adopt: (ask, options = {}) => sender.ask(post('/v1/adopt', ask, options), adoptionSchema),
    prove: (taskId, options = {}) => sender.ask(post('/v1/prove', { task_id: taskId }, options), proofSchema),
    reconcile: (ask, options = {}) => sender.ask(post('/v1/reconcile', ask, options), reconciliationSchema),
  };
}
