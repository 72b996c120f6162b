/**
 * Runs the benches and writes what they found: `node bench/run.js` for all of them, `node bench/run.js speed memory` for some. Each
 * becomes a file in bench/results/, and all of them together the page there. No goal fails the run: a machine under load
 * would say more about itself than about the code. `--quick` runs a little of each and writes nothing: it shows that they work.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as accounts from './accounts.js';
import * as api from './api.js';
import * as chaos from './chaos.js';
import * as cluster from './cluster.js';
import * as fidelity from './fidelity.js';
import * as firstLast from './first-last.js';
import * as flights from './flights.js';
import { describeMachine } from './measure/machine.js';
import * as memory from './memory.js';
import { toPage } from './results-table.js';
import * as scale from './scale.js';
import * as speed from './speed.js';
import * as store from './store.js';
import * as vendorKills from './vendor-kills.js';
import * as vendors from './vendors.js';
import * as wobble from './wobble.js';

/** @typedef {import('./results-table.js').Result} Result */

const BENCHES = {
  fidelity,
  'first-last': firstLast,
  wobble,
  speed,
  memory,
  store,
  api,
  chaos,
  'vendor-kills': vendorKills,
  vendors,
  flights,
  cluster,
  scale,
  accounts,
};
const RESULTS = fileURLToPath(new URL('./results/', import.meta.url));

/**
 * @param {keyof typeof BENCHES} name
 * @param {boolean} quick
 */
async function runBench(name, quick) {
  const bench = BENCHES[name];
  const machine = describeMachine();
  const folder = await mkdtemp(path.join(tmpdir(), 'firstframe-bench-'));
  try {
    const rows = await bench.measure({ folder, quick, most, say: (line) => console.error(`${name}: ${line}`) });
    const date = new Date().toISOString().slice(0, 10);
    const { title, method } = bench;
    const command = `node bench/run.js ${name}${most === Infinity ? '' : ` --most=${most}`}`;
    const result = { bench: name, title, command, date, machine, method, rows };
    if (!quick) await writeFile(path.join(RESULTS, `${name}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
    for (const row of rows) console.log(`${name}: ${row.what}: ${row.measured} (goal ${row.goal})`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} name
 * @returns {Promise<Result | undefined>}
 */
async function readResult(name) {
  const text = await readFile(path.join(RESULTS, `${name}.json`), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : /** @type {Result} */ (JSON.parse(text));
}

/** @type {(name: string) => name is keyof typeof BENCHES} */
const isBench = (name) => Object.hasOwn(BENCHES, name);

const names = Object.keys(BENCHES);
const quick = process.argv.includes('--quick');
/** How much of what a bench counts, where the whole takes a machine for an hour: `--most=400`. */
const most = Number(
  process.argv.find((argument) => argument.startsWith('--most='))?.slice('--most='.length) ?? Infinity,
);
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = asked.filter((name) => !isBench(name));
if (unknown.length > 0) {
  console.error(`There is no bench named ${unknown.join(', ')}; there are ${names.join(', ')}.`);
  process.exitCode = 2;
} else {
  await mkdir(RESULTS, { recursive: true });
  for (const name of asked.length > 0 ? asked : names) if (isBench(name)) await runBench(name, quick);
  const results = await Promise.all(names.map(readResult));
  if (!quick)
    await writeFile(path.join(RESULTS, 'README.md'), toPage(results.filter((result) => result !== undefined)));
}
