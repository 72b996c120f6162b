import { createHash } from 'node:crypto';
import { assetIdOf } from '../../contract/asset.js';
import type { Finding } from '../../contract/finding.js';
import type { ModelOrder } from '../../contract/model-order.js';
import type { NamedStill } from '../../models/model-facts.js';
import { readAssetRow } from '../../store/operations/assets.js';
import { noteInput } from '../../store/operations/recent-inputs.js';
import type { Operation } from '../../store/statement.js';
import type { Store } from '../../store/store.js';

/** An order that is about to become a task, its data URIs assets by now. */
export interface NewOrder {
  readonly accountId: string;
  readonly taskId: string;
  readonly order: ModelOrder;
  readonly stills: readonly Pick<NamedStill, 'role' | 'url'>[];
}

/** Who sends the same by mistake does it at once, or when the first seems lost. */
const WITHIN_MS = 600_000;

/**
 * Warns of an order that the account has asked for a few minutes ago, and names the first task: same stills by their bytes (or their
 * URLs), same prompt, model and settings, whatever the route. @throws StoreError
 */
export async function findDuplicate(store: Store, ask: NewOrder): Promise<Finding | undefined> {
  const { accountId, taskId } = ask;
  const first = await store.run(function* (): Operation<string | undefined> {
    const inputHash = yield* hashOf(ask);
    return yield* noteInput({ accountId, taskId, inputHash, withinMs: WITHIN_MS });
  });
  if (first === undefined) return undefined;
  return {
    ...{ code: 'duplicate_request', severity: 'warn', field: 'input' },
    measured: `The task ${first} asked for the same stills, prompt and settings less than ten minutes ago, and both may be billed.`,
    repair:
      'Cancel one of them if that was not meant. Send an Idempotency-Key with each create, so that a repeated one is answered with the first.',
  };
}

function* hashOf({ accountId, order, stills }: NewOrder): Operation<string> {
  const parts: unknown[] = [Object.entries(order).sort(([a], [b]) => (a < b ? -1 : 1))];
  for (const { role, url } of stills) {
    const assetId = assetIdOf(url);
    // Each upload is an asset of its own, though its bytes be the same.
    const asset = assetId === undefined ? undefined : yield* readAssetRow(accountId, assetId);
    parts.push([role, asset?.sha256 ?? url]);
  }
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
