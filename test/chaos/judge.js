/** Holds what the rows, the vendor, the receiver and the callers say against each other. */
import { isLegalMove, isTerminal } from '../../dist/contract/task-states.js';

/**
 * What is wrong; empty when nothing is.
 * @param {object} evidence
 * @param {readonly import('./read-facts.js').TaskFacts[]} evidence.tasks
 * @param {import('./caller.js').Caller} evidence.caller
 * @param {import('./vendor.js').Vendor} evidence.vendor
 * @param {import('./receiver.js').Receiver} evidence.receiver
 * @returns {string[]}
 */
export function findFaults({ tasks, caller, vendor, receiver }) {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const faults = [...caller.wrong, ...receiver.forged];
  for (const { taskId } of caller.accepted.values())
    if (!byId.has(taskId)) faults.push(`${taskId} was accepted and is lost`);
  const told = new Set([...caller.accepted.values()].map(({ taskId }) => taskId));
  for (const { id } of tasks) if (!told.has(id)) faults.push(`${id} exists beside the task of its key`);
  for (const [order, { submits, charges, successes }] of vendor.orders) {
    if (submits.length > 1) faults.push(`${order} was submitted ${submits.length} times`);
    if (charges > 1) faults.push(`${order} was charged ${charges} times`);
    if (successes > 1) faults.push(`${order} was rendered ${successes} times`);
  }
  for (const task of tasks) faults.push(...faultsOf(task, { vendor, receiver }));
  return faults;
}

/**
 * @param {import('./read-facts.js').TaskFacts} task
 * @param {{ readonly vendor: import('./vendor.js').Vendor, readonly receiver: import('./receiver.js').Receiver }} others
 */
function faultsOf(task, { vendor, receiver }) {
  /** @type {string[]} */
  const faults = [];
  const say = (/** @type {string} */ what) => faults.push(`${task.id} (${task.state}): ${what}`);
  const state = /** @type {import('../../dist/contract/task-states.js').TaskState} */ (task.state);
  if (!isTerminal(state)) say('has not ended');
  const kinds = task.events.map(({ kind }) => kind);
  if (task.events.some(({ seq }, index) => seq !== index + 1))
    say(`events ${task.events.map(({ seq }) => seq).join()}`);
  if (task.events.length !== task.version) say(`version ${task.version} with ${task.events.length} events`);
  if (kinds.at(-1) !== task.state) say(`its last event is ${kinds.at(-1) ?? 'none'}`);
  kinds.slice(1).forEach((kind, index) => {
    const [from, to] = /** @type {(typeof state)[]} */ ([kinds[index], kind]);
    if (from === undefined || to === undefined || !isLegalMove(from, to)) say(`went from ${from ?? ''} to ${kind}`);
  });
  const order = vendor.orders.get(task.order);
  if (state === 'succeeded' && order !== undefined && order.successes !== 1) say(`${order.successes} renders`);
  if (task.attempts.filter(({ state: attempt }) => attempt === 'vendor_succeeded').length > 1)
    say('two attempts succeeded');
  if (task.attempts.some(({ state: attempt }) => attempt === 'accepted') && isTerminal(state) && state !== 'cancelled')
    say('an attempt is left open');
  if (!task.wantsCallback) return faults;
  const [delivery, ...others] = task.deliveries;
  if (delivery === undefined || others.length > 0) say(`${task.deliveries.length} callbacks are owed`);
  const arrived = receiver.byTask.get(task.id);
  if (arrived === undefined || arrived.acknowledged === 0) say('its callback did not arrive');
  else if (arrived.bodies.size !== 1) say(`${arrived.bodies.size} different callbacks arrived`);
  else if (delivery !== undefined && !arrived.bodies.has(delivery.body)) say('another body arrived than is in the row');
  if (delivery !== undefined && delivery.state !== 'delivered') say(`its callback is ${delivery.state}`);
  return faults;
}
