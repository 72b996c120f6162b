/**
 * Loaded before the program, by `--import`: stops this process by SIGSTOP as it opens a connection to a port; the query of its own URL
 * says which one (`at`, counted from 1) to which `port`. The intent is committed then, and no byte has left.
 */
import { Socket } from 'node:net';

const { searchParams } = new URL(import.meta.url);
const port = Number(searchParams.get('port'));
let left = Number(searchParams.get('at'));
const prototype = /** @type {Record<'connect', (this: unknown, ...what: unknown[]) => unknown>} */ (
  /** @type {unknown} */ (Socket.prototype)
);
const { connect } = prototype;

/**
 * @this {unknown}
 * @param {unknown[]} what
 */
function connectOrStop(...what) {
  /** @type {unknown} */
  const first = what[0];
  /** @type {unknown} */
  const options = Array.isArray(first) ? first[0] : first;
  const to = typeof options === 'object' && options !== null && 'port' in options ? Number(options.port) : undefined;
  if (to === port && --left === 0) process.kill(process.pid, 'SIGSTOP');
  return connect.apply(this, what);
}
prototype.connect = connectOrStop;
