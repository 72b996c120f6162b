/** Holds what the tasks say against the vendors' own books. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { VENDORS } from './front.js';
import { nameOf } from './orders.js';

/** Of the clip that every loopback vendor serves. */
export const CLIP_SHA256 = createHash('sha256')
  .update(readFileSync(new URL('../vendors/loopback/clip.mp4', import.meta.url)))
  .digest('hex');

/** @typedef {import('./front.js').VendorName} VendorName */

/**
 * How a task stands.
 * @typedef {object} TaskEnd
 * @property {string} id
 * @property {string} name of its order
 * @property {VendorName} vendor
 * @property {boolean} isOpen neither ended nor held
 * @property {'succeeded' | 'failed' | 'held' | 'open'} state
 * @property {string} [why] it failed, or is held
 * @property {string} [sha256] of its clip
 */

/**
 * Reads every task that a caller was given.
 * @param {{ readonly caller: import('../chaos/caller.js').Caller, readonly server: import('./serve-process.js').Server, readonly withBytes: boolean }} about
 * @returns {Promise<TaskEnd[]>}
 */
export async function readEnds({ caller, server, withBytes }) {
  /** @type {TaskEnd[]} */
  const ends = [];
  for (const { taskId, body } of caller.accepted.values()) {
    const name = nameOf(Buffer.from(body)) ?? '';
    const vendor = /** @type {VendorName} */ (name.split('-')[2]);
    const answer = await caller.read(taskId).catch(() => undefined);
    /** @typedef {{ status: string, hold?: { reason: string }, error?: { message: string }, output?: { url: string, type: string }[] }} Wire */
    const data = /** @type {{ data?: Wire } | undefined} */ (answer?.body)?.data;
    const end = { id: taskId, name, vendor };
    if (data === undefined)
      ends.push({ ...end, isOpen: true, state: 'open', why: `read: ${answer?.status ?? 'no answer'}` });
    else if (data.status === 'success') {
      const clip = data.output?.find(({ type }) => type === 'video');
      const sha256 = withBytes && clip !== undefined ? await hashOf(clip.url, server) : undefined;
      ends.push({ ...end, isOpen: false, state: 'succeeded', ...(sha256 === undefined ? {} : { sha256 }) });
    } else if (data.status === 'fail') {
      ends.push({ ...end, isOpen: false, state: 'failed', why: data.error?.message ?? 'no reason' });
    } else if (data.hold !== undefined) ends.push({ ...end, isOpen: false, state: 'held', why: data.hold.reason });
    else ends.push({ ...end, isOpen: true, state: 'open', why: data.status });
  }
  return ends;
}

/**
 * @param {string} url
 * @param {import('./serve-process.js').Server} server
 */
async function hashOf(url, server) {
  const { pathname, search } = new URL(url);
  const response = await fetch(`${server.url() ?? ''}${pathname}${search}`);
  if (response.status !== 200) return `HTTP ${response.status}`;
  return createHash('sha256')
    .update(Buffer.from(await response.arrayBuffer()))
    .digest('hex');
}

/**
 * Whether an order whose answer was lost is still looked for in the vendor's list, and not sent meanwhile: for ten minutes a list may be
 * late, and what is not in it yet may still turn up. At Ark an order that was taken is known by its mark; at DashScope, which keeps no
 * mark of ours, one among many of the same minutes may have to wait for a person.
 * @param {TaskEnd} end
 * @param {Partial<import('./campaign.js').Vendors>} vendors
 * @param {import('./front.js').Front} front
 */
export function isLookedFor({ state, why, name, vendor }, vendors, front) {
  if (state !== 'open' || why !== 'handling' || (vendor !== 'ark' && vendor !== 'dashscope')) return false;
  const isTaken = vendors[vendor]?.orders.some(({ rawBody }) => nameOf(rawBody) === name) !== false;
  if (isTaken && vendor === 'ark') return false;
  return front.calls.some((call) => call.op === 'list' && call.vendor === vendor);
}

/**
 * What is wrong, and what happened at each vendor.
 * @param {object} evidence
 * @param {readonly TaskEnd[]} evidence.ends
 * @param {import('../chaos/caller.js').Caller} evidence.caller
 * @param {import('./campaign.js').Vendors} evidence.vendors
 * @param {import('./front.js').Front} evidence.front
 */
export function findVendorFaults({ ends, caller, vendors, front }) {
  const faults = [...caller.wrong];
  /** @type {Record<string, import('./campaign.js').VendorReport>} */
  const reports = {};
  for (const vendor of VENDORS) {
    const own = ends.filter((end) => end.vendor === vendor);
    const { report, faults: found } = judgeVendor(vendor, own, vendors[vendor], front);
    reports[vendor] = report;
    faults.push(...found);
  }
  return { faults, reports: /** @type {Record<VendorName, import('./campaign.js').VendorReport>} */ (reports) };
}

/** A list is not believed before it has had so long to show an order: DashScope's five minutes, Ark's fifteen. */
const LIST_LAG_MS = { ark: 900_000, dashscope: 300_000 };

/**
 * Whether the vendor's list was read between two sendings of an order, late enough for what it does not show not to be there. That it was
 * indeed not there is for the vendor's book to say.
 * @param {import('./front.js').PassedCall | undefined} first
 * @param {import('./front.js').PassedCall} second
 * @param {import('./front.js').Front} front
 */
function wasFoundAbsent(first, second, front) {
  const { vendor } = second;
  if (first === undefined || (vendor !== 'ark' && vendor !== 'dashscope')) return false;
  const lists = front.calls.filter((call) => call.vendor === vendor && call.op === 'list' && call.status === 200);
  return lists.some(({ atMs }) => atMs >= first.atMs + LIST_LAG_MS[vendor] && atMs <= second.atMs);
}

/**
 * @param {VendorName} vendor
 * @param {readonly TaskEnd[]} ends
 * @param {import('../vendors/loopback/loopback-vendor.js').LoopbackVendor} book
 * @param {import('./front.js').Front} front
 */
function judgeVendor(vendor, ends, book, front) {
  /** @type {string[]} */
  const faults = [];
  /** @type {Map<string, number>} */
  const taken = new Map();
  for (const { rawBody } of book.orders) {
    const name = nameOf(rawBody) ?? 'nameless';
    taken.set(name, (taken.get(name) ?? 0) + 1);
  }
  for (const [name, count] of taken) if (count > 1) faults.push(`${name}: the vendor has ${count} orders of it`);
  const creates = front.calls.filter((call) => call.vendor === vendor && call.op === 'create');
  /** @type {Map<string, (typeof creates)[number][]>} */
  const sent = new Map();
  for (const call of creates) {
    const name = nameOf(call.body) ?? 'nameless';
    sent.set(name, [...(sent.get(name) ?? []), call]);
  }
  let [ambiguous, repeats, takenAndHeld, lookedFor] = [0, 0, 0, 0];
  for (const end of ends) {
    const calls = sent.get(end.name) ?? [];
    const count = taken.get(end.name) ?? 0;
    const say = (/** @type {string} */ what) => faults.push(`${end.name} (${end.state}, ${end.id}): ${what}`);
    const first = calls[0];
    const isUnanswered = first !== undefined && first.isAnswered !== true;
    if (isUnanswered) ambiguous += 1;
    const proven = calls.filter(
      ({ status, isAnswered }) => isAnswered === true && [401, 403, 404, 413, 429].includes(status ?? 0),
    );
    const again = calls.length - 1 - proven.length;
    if (again > 0) {
      repeats += again;
      const keys = new Set(calls.map(({ headers }) => headers['idempotency-key']));
      const bodies = new Set(calls.map(({ body }) => body.toString('latin1')));
      if (vendor === 'ark' || vendor === 'dashscope') {
        if (!calls.every((call, at) => at === 0 || wasFoundAbsent(calls[at - 1], call, front)))
          say(`it was sent ${calls.length} times, and no list had shown that it was absent`);
      } else if (vendor !== 'hiapi') say(`it was sent ${calls.length} times to who knows no repeats`);
      else if (keys.size !== 1 || keys.has(undefined)) say('it was sent again under another key');
      else if (bodies.size !== 1) say('it was sent again with another body');
    }
    const isSought = isLookedFor(end, { [vendor]: book }, front);
    if (isSought) lookedFor += 1;
    else if (end.state === 'open') say(`it has not ended: ${end.why ?? ''}`);
    if (end.state === 'succeeded' && count !== 1) say(`it succeeded with ${count} orders`);
    if (end.state === 'succeeded' && end.sha256 !== CLIP_SHA256) say(`its clip is another: ${end.sha256 ?? 'none'}`);
    if (end.state === 'failed') say(`it failed: ${end.why ?? ''}`);
    if (end.state === 'held' && end.why !== 'unknown_submit') say(`it is held for ${end.why ?? ''}`);
    if (end.state === 'held' && vendor === 'hiapi') say('it is held by who knows repeats');
    if (end.state === 'held' && vendor === 'ark' && count > 0) say('it is held by who marks its orders in its list');
    if ((end.state === 'held' || isSought) && count > 0) takenAndHeld += 1;
  }
  const known = new Set(ends.map(({ name }) => name));
  for (const name of taken.keys())
    if (!known.has(name)) faults.push(`${name}: the vendor has an order that nobody has asked for`);
  /** @type {Record<string, number>} */
  const states = {};
  for (const { state } of ends) states[state] = (states[state] ?? 0) + 1;
  const report = { orders: book.orders.length, ambiguous, ends: states, repeats, takenAndHeld, lookedFor };
  return { faults, report };
}
