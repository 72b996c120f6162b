import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  clusterIn,
  describeFailure,
  makeCluster,
  type NoPostgres,
  type PostgresCluster,
  removeAfter,
} from '../src/store/testing/throwaway-postgres.js';

export { type NoPostgres, type PostgresCluster, startPostgres } from '../src/store/testing/throwaway-postgres.js';

/**
 * The cluster that the files of one vitest run share, started by the first that asks. It ends with the run, however that ends. Give
 * each file a database of its own.
 */
export async function sharedPostgres(): Promise<PostgresCluster | NoPostgres> {
  // Vitest's workers are children of the one process of the run.
  const folder = path.join(tmpdir(), `firstframe-postgres-${process.ppid}`);
  const ready = path.join(folder, 'ready');
  const isFirst = await mkdir(folder, { mode: 0o700 }).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    const made = await makeCluster(folder, { durable: false }).catch((error: unknown) => ({
      missing: describeFailure(error),
    }));
    if (!('missing' in made)) await removeAfter(process.ppid, folder);
    await writeFile(ready, 'missing' in made ? made.missing : '');
    if ('missing' in made) process.stderr.write(`Postgres is not tested: ${made.missing}\n`);
    return made;
  }
  for (let waitedMs = 0; !existsSync(ready); waitedMs += 50) {
    if (waitedMs > 60_000) throw new Error(`the first user of ${folder} did not get its Postgres ready in 60 s`);
    await delay(50);
  }
  const missing = readFileSync(ready, 'utf8');
  return missing === '' ? clusterIn(folder) : { missing };
}
