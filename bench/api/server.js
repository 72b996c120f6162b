/** The server under the bench (bench-node.js), in a process of its own, so that who asks does not slow who answers. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** @param {import('./bench-node.js').BenchPlan} plan */
export async function startServer(plan) {
  const entry = fileURLToPath(new URL('./bench-node.js', import.meta.url));
  const child = fork(entry, [JSON.stringify(plan)], { execArgv: ['--expose-gc'] });
  /** @type {Map<number, (value: unknown) => void>} */
  const asked = new Map();
  let asks = 0;
  const exited = once(child, 'exit');
  /** @type {Promise<unknown>} */
  const up = new Promise((resolve) => child.once('message', resolve));
  const first = await Promise.race([
    up,
    exited.then((/** @type {unknown[]} */ [code]) => {
      throw new Error(`the server of the bench ended with ${String(code)}`);
    }),
  ]);
  const { url, bareUrl } = /** @type {{ url: string, bareUrl: string }} */ (first);
  child.on('message', (message) => {
    const { id, value } = /** @type {{ id: number, value: unknown }} */ (message);
    asked.get(id)?.(value);
    asked.delete(id);
  });
  return {
    url: new URL(url),
    /** Of a server of Node's own in the same process, which does nothing. */
    bareUrl: new URL(bareUrl),
    /**
     * @param {string} ask
     * @param {unknown} [body]
     * @returns {Promise<unknown>}
     */
    ask: (ask, body) =>
      new Promise((resolve) => {
        asks += 1;
        asked.set(asks, resolve);
        child.send({ id: asks, ask, body });
      }),
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startServer>>} Server */
