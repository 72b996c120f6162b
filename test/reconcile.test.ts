import { expect, it } from 'vitest';
import type { Charge } from '../src/contract/reconciliation.js';
import { readInvoice } from '../src/cli/costs/read-invoice.js';
import { readAudit } from '../src/store/operations/audit.js';
import { readLedgerOf } from '../src/store/operations/costs.js';
import { type Operation, sql } from '../src/store/statement.js';
import { type HostedHouse, onEachHostedHouse } from './hosted-house.js';
import { orderElsewhere } from './vendors/finished-jobs.js';
import { lostReply } from './vendors/loopback/faults.js';

const month = new Date().toISOString().slice(0, 7);

async function charges(house: HostedHouse, ask: object): Promise<ReadonlyMap<string | undefined, Charge>> {
  const route = 'ark';
  const { charges: found } = await house.client.rescue.reconcile({ route, month, ...ask });
  return new Map(found.map((charge) => [charge.handle, charge]));
}

onEachHostedHouse((open) => {
  it('holds the list of a vendor against the ledger, and names what was never ordered here', async () => {
    const house = await open({ ark: {} });
    const task = await house.until(await house.order('ark'));
    const [own = ''] = house.vendors.ark?.orders.map(({ handle }) => handle) ?? [];
    const [foreign = ''] = house.vendors.ark === undefined ? [] : await orderElsewhere('ark', house.vendors.ark);
    house.vendors.ark?.endRender(foreign);
    const found = await charges(house, {});
    expect(found.get(own)).toMatchObject({ verdict: 'matched', hereUsd: task.cost?.usd, thereUsd: task.cost?.usd });
    expect(found.get(foreign)).toMatchObject({ verdict: 'unknown_here', thereUsd: expect.any(Number) as number });
    expect(found.size).toBe(2);
  });

  it('holds an invoice against it: what differs, what is not on it, and what only it has', async () => {
    const house = await open({ ark: {} });
    const first = await house.until(await house.order('ark'));
    await house.until(await house.order('ark', { input: { prompt: 'Slow pan left' } }));
    const [dearer = '', missing = ''] = house.vendors.ark?.orders.map(({ handle }) => handle) ?? [];
    const invoice = readInvoice(
      `Task ID,Date,Amount\r\n${dearer},${month}-02,"$1,000.50"\r\n"only-there",${month}-03,0.25\r\nlast-month,2020-01-01,9\r\n`,
    );
    const found = await charges(house, { invoice });
    expect(found.get(dearer)).toMatchObject({ verdict: 'differs', hereUsd: first.cost?.usd, thereUsd: 1000.5 });
    expect(found.get(missing)).toMatchObject({ verdict: 'not_there' });
    expect(found.get('only-there')).toMatchObject({ verdict: 'unknown_here', thereUsd: 0.25 });
    expect(found.size).toBe(3);
    const { unexplained } = await house.client.rescue.reconcile({ route: 'ark', month, invoice: [...invoice] });
    expect(unexplained).toBe(3);
  });

  it('enters what is proven of an amount that nobody knew, with --apply alone, and once', async () => {
    const house = await open({ runway: { faults: [lostReply] } });
    const id = await house.order('runway');
    await house.until(id, ({ hold }) => hold !== undefined);
    const handle = house.vendors.runway?.orders[0]?.handle ?? '';
    await house.client.resolve(id, { handle });
    await house.until(id);
    const { store } = house.system;
    // As if nobody had ever found out.
    await store.run(function* (): Operation<void> {
      yield sql`UPDATE ledger SET kind = 'uncertain', id = attempt_id || ':uncertain' WHERE task_id = ${id} AND kind = 'settle'`;
    });
    const ask = { route: 'runway', month, invoice: [{ handle, usd: 0.42 }] };
    expect((await house.client.rescue.reconcile(ask)).charges).toMatchObject([{ verdict: 'uncertain' }]);
    expect(await store.run(() => readLedgerOf('default', id))).toHaveLength(2);
    const applied = await house.client.rescue.reconcile({ ...ask, apply: true });
    expect(applied).toMatchObject({ unexplained: 0, charges: [{ verdict: 'uncertain', applied: true }] });
    const again = await house.client.rescue.reconcile({ ...ask, apply: true });
    expect(again).toMatchObject({ unexplained: 0, charges: [{ verdict: 'matched', hereUsd: 0.42 }] });
    const kinds = (await store.run(() => readLedgerOf('default', id))).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['correction', 'reserve', 'uncertain']);
    const audit = await store.run(() => readAudit({ action: 'costs', limit: 5 }));
    expect(audit).toMatchObject([{ action: 'costs.reconcile', subject: id }]);
  });

  it('leaves out what was sent under an account’s own key, which is on no bill of the operator’s', async () => {
    const house = await open({ runway: {} });
    const id = await house.order('runway');
    await house.until(id);
    const { store } = house.system;
    await store.run(function* (): Operation<void> {
      yield sql`UPDATE ledger SET kind = 'uncertain', account_id = 'shop' WHERE task_id = ${id} AND kind = 'settle'`;
      yield sql`UPDATE attempts SET account_id = 'shop', credential = 'of-the-shop' WHERE task_id = ${id}`;
      yield sql`
        INSERT INTO account_credentials (account_id, provider, fingerprint, base_url, sealed, created_at)
        VALUES ('shop', 'runway', 'of-the-shop', 'https://api.example', '', 1)`;
    });
    const invoice = [{ handle: 'another', usd: 1, date: '2020-01-01' }];
    const ask = { route: 'runway', month, invoice, apply: true };
    // Not to be found on the operator's invoice, it is not free.
    expect(await house.client.rescue.reconcile(ask)).toMatchObject({ unexplained: 0, charges: [] });
  });

  it('is written down with the account whose money it was', async () => {
    const house = await open({ runway: {} });
    const id = await house.order('runway');
    await house.until(id);
    const { store } = house.system;
    await store.run(function* (): Operation<void> {
      yield sql`UPDATE ledger SET account_id = 'shop' WHERE task_id = ${id}`;
      yield sql`UPDATE ledger SET kind = 'uncertain', id = attempt_id || ':uncertain' WHERE task_id = ${id} AND kind = 'settle'`;
    });
    const handle = house.vendors.runway?.orders[0]?.handle ?? '';
    const ask = { route: 'runway', month, invoice: [{ handle, usd: 0.42 }], apply: true };
    expect(await house.client.rescue.reconcile(ask)).toMatchObject({ unexplained: 0 });
    expect(await store.run(() => readAudit({ accountId: 'shop', limit: 5 }))).toMatchObject([
      { action: 'costs.reconcile', subject: id },
    ]);
  });
});
