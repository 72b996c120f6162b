/** Starts nodes (chaos-node.js) in processes of their own, and speaks with them. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isStopped } from './is-stopped.js';

const ENTRY = fileURLToPath(new URL('./chaos-node.js', import.meta.url));

/** Ms after which a node that says nothing is a fault. */
const SILENCE_MS = 60_000;

/** Every node that may be alive, so that none outlives a run that fails. */
const alive = /** @type {Set<import('node:child_process').ChildProcess>} */ (new Set());
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** Kills what a run left behind. */
export function killNodes() {
  for (const child of alive) child.kill('SIGKILL');
}

/**
 * Starts a node. It may die at any time: then `died` resolves, and what it was asked rejects.
 * @param {import('./chaos-node.js').NodePlan} plan
 */
export function startNode(plan) {
  const child = fork(ENTRY, [JSON.stringify(plan)], { stdio: ['ignore', 'inherit', 'pipe', 'ipc'], execArgv: [] });
  alive.add(child);
  let said = '';
  child.stderr?.on('data', (/** @type {Buffer} */ chunk) => (said = (said + chunk.toString()).slice(-4000)));
  /** @type {Map<number, { resolve: (value: unknown) => void, reject: (error: Error) => void }>} */
  const asked = new Map();
  let isDead = false;
  /** @type {{ url: string, states: readonly (readonly [string, number])[] } | undefined} */
  let up;
  /** @type {Promise<NonNullable<typeof up> | undefined>} */
  const opened = new Promise((resolve) => {
    child.once('message', (message) => resolve((up = /** @type {NonNullable<typeof up>} */ (message))));
    child.once('exit', () => resolve(undefined));
  });
  child.on('message', (message) => {
    const { id, value, error } = /** @type {{ id?: number, value?: unknown, error?: string }} */ (message);
    if (id === undefined) return;
    const waiting = asked.get(id);
    asked.delete(id);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(`${plan.name}: ${error}`));
  });
  const died = once(child, 'exit').then((/** @type {unknown[]} */ [code, signal]) => {
    isDead = true;
    alive.delete(child);
    for (const { reject } of asked.values()) reject(new Error(`${plan.name} died`));
    asked.clear();
    return { code: /** @type {number | null} */ (code), signal: /** @type {string | null} */ (signal), said };
  });
  child.on('error', () => undefined);
  let asks = 0;

  return {
    name: plan.name,
    pid: child.pid ?? 0,
    died,
    /** Resolves when it listens; `undefined`: it died before. */
    opened,
    url: () => up?.url,
    isDead: () => isDead,
    /**
     * @param {'start' | 'arm' | 'key' | 'facts' | 'open' | 'troubles' | 'memory' | 'stop'} ask
     * @param {unknown} [body]
     * @returns {Promise<unknown>}
     */
    ask: (ask, body) => {
      if (isDead) return Promise.reject(new Error(`${plan.name} is dead`));
      const id = (asks += 1);
      /** @type {Promise<unknown>} */
      const answered = new Promise((resolve, reject) => {
        asked.set(id, { resolve, reject });
        child.send({ id, ask, body }, (error) => {
          if (error !== null && asked.delete(id)) reject(error);
        });
      });
      const late = AbortSignal.timeout(SILENCE_MS);
      late.addEventListener('abort', () =>
        asked.get(id)?.reject(new Error(`${plan.name} did not answer ${ask}: ${said}`)),
      );
      return answered;
    },
    /** @param {'SIGKILL' | 'SIGSTOP' | 'SIGCONT'} signal */
    signal: (signal) => child.kill(signal),
    /** Whether it is stopped, by a signal, this moment. */
    isStopped: () => isStopped(child.pid),
  };
}

/** @typedef {ReturnType<typeof startNode>} ChaosNode */

/**
 * Starts a node that shall live, and lets it work.
 * @param {import('./chaos-node.js').NodePlan} plan
 */
export async function startHealthyNode(plan) {
  const node = startNode(plan);
  const opened = await node.opened;
  if (opened === undefined) {
    const { code, signal, said } = await node.died;
    throw new Error(`${plan.name} did not open (${code ?? signal}): ${said}`);
  }
  await node.ask('start');
  return { node, ...opened };
}

/**
 * Looks until something is so.
 * @param {string} what for the error
 * @param {() => boolean | Promise<boolean>} isSo
 * @param {{ readonly limitMs: number, readonly everyMs?: number }} patience
 */
export async function until(what, isSo, { limitMs, everyMs = 50 }) {
  const startedMs = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startedMs > limitMs) throw new Error(`${what}: not within ${limitMs} ms`);
    await delay(everyMs);
  }
}
