/** The real program, `firstframe serve`, in processes of their own that may be killed and stopped at any time. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isStopped } from '../chaos/is-stopped.js';
import { VENDORS } from './front.js';

/** What the launcher runs; without the launcher, which would look whether it has to be built at every start. */
const PROGRAM = fileURLToPath(new URL('../../dist/bundle/main.js', import.meta.url));

/** An API key with every right, for the callers of a run. */
export const ADMIN_KEY = 'vendor-chaos-admin-key';

/** After so long a process that does not listen is a fault. */
const START_MS = 60_000;

/** Every process that may be alive, so that none outlives a run that fails. */
const alive = /** @type {Set<import('node:child_process').ChildProcess>} */ (new Set());
process.on('exit', killServers);

/** Kills what a run left behind. */
export function killServers() {
  for (const child of alive) {
    child.kill('SIGCONT');
    child.kill('SIGKILL');
  }
}

/**
 * How a process is set up.
 * @typedef {object} ServePlan
 * @property {string} node its name at the front
 * @property {string} dataFolder
 * @property {import('./front.js').Front} front
 * @property {Readonly<Record<import('./front.js').VendorName, string>>} keys
 * @property {string} [databaseUrl]
 * @property {number} [pollMs] absent: each model's own pace
 * @property {Readonly<Record<string, string>>} [environment] beside all that
 */

const VARIABLES = {
  hiapi: { key: 'HIAPI_API_KEY', base: 'HIAPI_BASE_URL' },
  ark: { key: 'ARK_API_KEY', base: 'ARK_BASE_URL' },
  dashscope: { key: 'DASHSCOPE_API_KEY', base: 'DASHSCOPE_BASE_URL' },
  runway: { key: 'RUNWAYML_API_SECRET', base: 'RUNWAYML_BASE_URL' },
};

/**
 * Starts one. It may die at any time: then `died` resolves.
 * @param {ServePlan} plan
 */
export function startServer({ node, dataFolder, front, keys, databaseUrl, pollMs, environment = {} }) {
  /** @type {Record<string, string>} */
  const env = {
    ...{ HOME: dataFolder, FIRSTFRAME_DATA: dataFolder, FIRSTFRAME_ADMIN_KEY: ADMIN_KEY },
    ...{ FIRSTFRAME_SECRET_KEY: 'c'.repeat(64), FIRSTFRAME_CONCURRENCY: 'ark=1000,dashscope=1000,runway=1000' },
    ...(databaseUrl === undefined ? {} : { FIRSTFRAME_DATABASE_URL: databaseUrl }),
    ...(pollMs === undefined ? {} : { FIRSTFRAME_POLL_MS: String(pollMs) }),
  };
  for (const vendor of VENDORS) {
    const { key, base } = VARIABLES[vendor];
    env[key] = keys[vendor];
    env[base] = front.urlOf(node, vendor);
  }
  Object.assign(env, environment);
  const start = `import(${JSON.stringify(PROGRAM)}).then(async (program) => { process.exitCode = await program.main(); })`;
  const options = ['--input-type=module', '-e', start, '--', 'serve', '--port', '0', '--json'];
  // `process.argv[1]` is the program's own name, as with the launcher.
  const child = spawn(process.execPath, [...options.slice(0, 4), 'firstframe', ...options.slice(4)], {
    env,
    cwd: dataFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  alive.add(child);
  let said = '';
  let isDead = false;
  /** @type {string | undefined} */
  let url;
  let stdout = '';
  /** @type {Promise<string | undefined>} */
  const listening = new Promise((resolve) => {
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => {
      stdout += chunk.toString();
      const found = /"url":\s*"([^"]+)"/.exec(stdout);
      if (found !== null && url === undefined) resolve((url = found[1]));
    });
    child.once('exit', () => resolve(undefined));
    setTimeout(() => resolve(undefined), START_MS).unref();
  });
  child.stderr.on('data', (/** @type {Buffer} */ chunk) => (said = (said + chunk.toString()).slice(-20_000)));
  child.on('error', () => undefined);
  const died = once(child, 'exit').then((/** @type {unknown[]} */ [code, signal]) => {
    isDead = true;
    alive.delete(child);
    return { code, signal, said };
  });
  return {
    node,
    pid: child.pid ?? 0,
    died,
    /** Resolves with where it listens; `undefined`: it died before. */
    listening,
    url: () => (isDead ? undefined : url),
    isDead: () => isDead,
    said: () => said,
    /** @param {'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'} signal */
    signal: (signal) => child.kill(signal),
    isStopped: () => isStopped(child.pid),
  };
}

/** @typedef {ReturnType<typeof startServer>} Server */

/**
 * Starts one that shall live.
 * @param {ServePlan} plan
 */
export async function startHealthyServer(plan) {
  const server = startServer(plan);
  if ((await server.listening) === undefined) {
    server.signal('SIGKILL');
    const { said } = await server.died;
    throw new Error(`${plan.node} did not start: ${said}`);
  }
  return server;
}
