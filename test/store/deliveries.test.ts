import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDeliverer } from '../../src/delivery/deliverer.js';
import { startReceiver } from '../../src/delivery/testing/receiver.js';
import { createWebhookSecrets } from '../../src/delivery/webhook-secrets.js';
import { createGuardedFetch } from '../../src/net/guarded-fetch.js';
import {
  claimDeliveries,
  type ClaimedDelivery,
  type DeliveryClaimRequest,
  readNextDelivery,
} from '../../src/store/operations/claim-deliveries.js';
import { insertDelivery } from '../../src/store/operations/deliveries.js';
import {
  forgetDeliveries,
  listDeliveries,
  readDelivery,
  replayDelivery,
} from '../../src/store/operations/delivery-log.js';
import { readInbox, readInboxEnd } from '../../src/store/operations/inbox.js';
import {
  ENDPOINT_OFF_AFTER_MS,
  FAILING_SPELL_GAP_MS,
  giveBackDelivery,
  markDelivered,
  markFailed,
} from '../../src/store/operations/settle-delivery.js';
import { readSecrets, rotateSecret } from '../../src/store/operations/webhook-secrets.js';
import { sql } from '../../src/store/statement.js';
import type { Store } from '../../src/store/store.js';
import { onEachStore } from '../on-each-store.js';

const FAILED = { status: 500, error: 'bad_status', tookMs: 3, retryInMs: 5_000, blame: 'endpoint' } as const;

describe('callbacks', () => {
  onEachStore((storeOf) => {
    const run: Store['run'] = (operation) => storeOf().run(operation);

    /** Owes a callback of a new account, unless one is named. */
    async function owe(accountId: string = randomUUID(), url = 'https://receiver.example/a?b=c') {
      const id = randomUUID();
      await run(() => insertDelivery({ id, accountId, taskId: `tk-${id}`, url, body: '{"ü":1}' }));
      return { id, accountId, url };
    }

    /** Claims what is due of one account: every other test's rows are counted as full. */
    async function claim(accountId: string, changes: Partial<DeliveryClaimRequest> = {}) {
      const request = { limit: 500, perTarget: 500, busy: [], lease: randomUUID(), leaseMs: 60_000, ...changes };
      const claimed = await run(() => claimDeliveries(request));
      const [mine, others] = [claimed.filter((one) => one.accountId === accountId), claimed];
      for (const one of others) if (one.accountId !== accountId) await run(() => giveBackDelivery(one));
      return mine;
    }

    async function claimOne(accountId: string): Promise<ClaimedDelivery> {
      const [claimed, ...more] = await claim(accountId);
      expect(more).toEqual([]);
      return claimed!;
    }

    /** Makes everything of an account due, as if its time had come. */
    const makeDue = (accountId: string) =>
      run(function* () {
        yield sql`UPDATE deliveries SET due_at = 0 WHERE account_id = ${accountId}`;
      });

    it('are claimed with all that is needed to send them, and are nobody else’s meanwhile', async () => {
      const { id, accountId, url } = await owe();
      const claimed = await claimOne(accountId);
      expect(claimed).toMatchObject({ id, url, origin: 'https://receiver.example', body: '{"ü":1}', tries: 1 });
      expect(await claim(accountId)).toEqual([]);
      expect(await run(() => readDelivery(accountId, id))).toMatchObject({ state: 'sending', tries: 1 });
    });

    it('are claimed by one of many who ask at once', async () => {
      const accountId = randomUUID();
      for (let made = 0; made < 60; made += 1) await owe(accountId);
      const claims = await Promise.all(Array.from({ length: 8 }, () => claim(accountId, { limit: 40 })));
      const ids = claims.flat().map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBe(60);
    });

    it('are due again when a claim has run out, and the late ending of it counts for nothing', async () => {
      const { id, accountId } = await owe();
      const late = await claimOne(accountId);
      await makeDue(accountId);
      const second = await claimOne(accountId);
      expect(second.tries).toBe(2);
      expect(await run(() => markDelivered(late, { status: 200, tookMs: 1 }))).toBe(false);
      expect(await run(() => markFailed(late, FAILED))).toBe('lost');
      expect(await run(() => giveBackDelivery(late))).toBe(false);
      expect(await run(() => markDelivered(second, { status: 204, tookMs: 1 }))).toBe(true);
      expect(await run(() => markDelivered(second, { status: 204, tookMs: 1 }))).toBe(false);
      expect((await run(() => readDelivery(accountId, id)))!.log).toMatchObject([{ status: 204 }]);
    });

    it('wait as long as they are told to after a failure, and end with the last one', async () => {
      const { id, accountId } = await owe();
      expect(await run(() => readNextDelivery({ busy: [], perTarget: 1 }))).toBe(0);
      const first = await claimOne(accountId);
      expect(await run(() => markFailed(first, FAILED))).toBe('pending');
      const { dueAtMs, log } = (await run(() => readDelivery(accountId, id)))!;
      expect(dueAtMs - log[0]!.atMs).toBe(5_000);
      await makeDue(accountId);
      const { retryInMs: _, ...last } = FAILED;
      const second = await claimOne(accountId);
      expect(await run(() => markFailed(second, last))).toBe('dead');
      expect(await run(() => readDelivery(accountId, id))).toMatchObject({ state: 'dead', lastStatus: 500 });
    });

    it('of a target that has enough are passed over, however many there are', async () => {
      const accountId = randomUUID();
      for (let made = 0; made < 50; made += 1) await owe(accountId, `https://slow.example/?order=${made}`);
      const other = await owe(accountId, 'https://quick.example/');
      const claimed = await claim(accountId, { limit: 4, perTarget: 2 });
      expect(claimed.map(({ origin }) => origin).sort()).toEqual([
        'https://quick.example',
        'https://slow.example',
        'https://slow.example',
      ]);
      expect(claimed.map(({ id }) => id)).toContain(other.id);
      const busy = [{ accountId, origin: 'https://slow.example', sending: 2 }];
      expect(await claim(accountId, { limit: 4, perTarget: 2, busy })).toEqual([]);
      expect(await run(() => readNextDelivery({ busy, perTarget: 2 }))).not.toBe(0);
      await makeDue(accountId);
      await claim(accountId);
    });

    it('to an endpoint that has failed for five days are dead, until one gets through', async () => {
      const { accountId, url } = await owe();
      const age = (ms: number) =>
        run(function* () {
          yield sql`UPDATE endpoints SET failing_since = failing_since - CAST(${ms} AS BIGINT) WHERE account_id = ${accountId}`;
        });
      const first = await claimOne(accountId);
      await run(() => markFailed(first, FAILED));
      await age(ENDPOINT_OFF_AFTER_MS);
      const waiting = await owe(accountId, url);
      const elsewhere = await owe(accountId, 'https://receiver.example/else');
      const [failing, ...rest] = (await claim(accountId)).filter((one) => one.url === url);
      expect(rest).toEqual([]);
      expect(failing!.id).toBe(waiting.id);
      expect(await run(() => markFailed(failing!, FAILED))).toBe('dead');
      const stateOf = async (id: string) => {
        const { state, lastError } = (await run(() => readDelivery(accountId, id)))!;
        return { state, lastError };
      };
      expect(await stateOf(first.id)).toEqual({ state: 'dead', lastError: 'endpoint_off' });
      const later = await owe(accountId, url);
      expect(await stateOf(later.id)).toEqual({ state: 'dead', lastError: 'endpoint_off' });
      expect((await stateOf(elsewhere.id)).state).toBe('sending');
      await run(() => replayDelivery(accountId, later.id));
      const replayed = (await claim(accountId)).find(({ id }) => id === later.id);
      expect(await run(() => markDelivered(replayed!, { status: 200, tookMs: 1 }))).toBe(true);
      expect((await stateOf((await owe(accountId, url)).id)).state).toBe('pending');
    });

    it('begin a new spell of failure when the last one is long ago', async () => {
      const { accountId } = await owe();
      const first = await claimOne(accountId);
      await run(() => markFailed(first, FAILED));
      await run(function* () {
        const gap = FAILING_SPELL_GAP_MS + 1;
        yield sql`
          UPDATE endpoints SET failing_since = failing_since - CAST(${ENDPOINT_OFF_AFTER_MS} AS BIGINT), failed_at = failed_at - CAST(${gap} AS BIGINT)
          WHERE account_id = ${accountId}`;
      });
      await makeDue(accountId);
      const second = await claimOne(accountId);
      expect(await run(() => markFailed(second, FAILED))).toBe('pending');
    });

    it('to an endpoint that is gone are dead at once', async () => {
      const { accountId, url } = await owe();
      const waiting = await owe(accountId, url);
      const [asked] = await claim(accountId, { limit: 500, perTarget: 1 });
      const gone = { status: 410, error: 'gone', tookMs: 1, blame: 'gone' } as const;
      expect(await run(() => markFailed(asked!, gone))).toBe('dead');
      const { deliveries } = await run(() => listDeliveries(accountId, { page: 1, size: 10 }));
      expect(deliveries.map(({ lastError }) => lastError).sort()).toEqual(['endpoint_gone', 'gone']);
      expect(deliveries.map(({ id }) => id)).toContain(waiting.id);
    });

    it('are in the inbox in the order in which they can be seen, however many are written at once', async () => {
      const accountId = randomUUID();
      const seen: string[] = [];
      const writing = { isOver: false };
      const reading = (async () => {
        for (let after = 0; ;) {
          const isLast = writing.isOver;
          const page = await run(() => readInbox(accountId, after, 7));
          seen.push(...page.map(({ id }) => id));
          after = page.at(-1)?.seq ?? after;
          if (isLast && page.length === 0) return after;
        }
      })();
      const owed = await Promise.all(Array.from({ length: 120 }, () => owe(accountId)));
      writing.isOver = true;
      const end = await reading;
      expect(seen.length).toBe(120);
      expect(new Set(seen)).toEqual(new Set(owed.map(({ id }) => id)));
      expect(await run(() => readInboxEnd(accountId))).toBe(end);
      await claim(accountId);
    });

    it('are forgotten when they ended long ago', async () => {
      const { id, accountId } = await owe();
      const claimed = await claimOne(accountId);
      await run(() => markDelivered(claimed, { status: 200, tookMs: 1 }));
      await run(function* () {
        yield sql`UPDATE deliveries SET ended_at = ended_at - 5000 WHERE id = ${id}`;
      });
      await run(() => forgetDeliveries({ keepMs: 6_000, limit: 1_000 }));
      expect(await run(() => readDelivery(accountId, id))).toBeDefined();
      await run(() => forgetDeliveries({ keepMs: 4_000, limit: 1_000 }));
      expect(await run(() => readDelivery(accountId, id))).toBeUndefined();
    });

    it('are signed with two secrets at most, however often they are changed at once', async () => {
      const accountId = randomUUID();
      const rotate = (sealed: string) => run(() => rotateSecret({ id: randomUUID(), accountId, sealed }));
      await Promise.all(Array.from({ length: 6 }, (_, index) => rotate(`sealed ${index}`)));
      const live = await run(() => readSecrets(accountId));
      expect(live.map(({ retiresAtMs }) => retiresAtMs === undefined)).toEqual([true, false]);
    });

    it('are each sent once by deliverers that share a store', async () => {
      const receiver = await startReceiver();
      const store = storeOf();
      const errors: unknown[] = [];
      const make = () =>
        createDeliverer({
          store,
          fetch: createGuardedFetch(),
          secrets: createWebhookSecrets({ store, secretKey: new Uint8Array(32) }),
          nowMs: Date.now,
          random: () => 0.5,
          ids: randomUUID,
          allowAddresses: ['127.0.0.0/8'],
          onError: (error) => errors.push(error),
        });
      const deliverers = [make(), make(), make()];
      for (const deliverer of deliverers) deliverer.start();
      const owed = await Promise.all(Array.from({ length: 150 }, () => owe('busy', receiver.url)));
      await receiver.arrived(150);
      await Promise.all(deliverers.map((deliverer) => deliverer.stop()));
      const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
      expect(ids.sort()).toEqual(owed.map(({ id }) => id).sort());
      const { total } = await run(() => listDeliveries('busy', { page: 1, size: 1, state: 'delivered' }));
      expect(total).toBe(150);
      expect(errors).toEqual([]);
      await receiver.close();
    });
  });
});
