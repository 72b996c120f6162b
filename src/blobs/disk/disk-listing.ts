import { opendir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isBlobKey } from '../blob-key.js';
import type { ListedBlob } from '../blobs.js';
import { diskFailure, errnoOf } from './disk-failure.js';
import type { DiskLayout } from './disk-layout.js';

/** Every file that has a key for a name. */
export async function* listBlobs(layout: DiskLayout): AsyncGenerator<ListedBlob, void, undefined> {
  for await (const folder of namesIn(layout, layout.root)) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for await (const key of namesIn(layout, path.join(layout.root, folder))) {
      if (!isBlobKey(key)) continue;
      const facts = await factsOf(layout, path.join(layout.root, folder, key));
      if (facts !== undefined) yield { key, sizeBytes: facts.size, modifiedAtMs: facts.mtimeMs };
    }
  }
}

/** Removes files on their way in that were last written before a time, but for `ours`; answers how many. */
export async function sweepStaging(layout: DiskLayout, ours: ReadonlySet<string>, beforeMs: number): Promise<number> {
  let swept = 0;
  for await (const name of namesIn(layout, layout.staging)) {
    if (ours.has(name)) continue;
    const file = path.join(layout.staging, name);
    const facts = await factsOf(layout, file);
    if (facts === undefined || facts.mtimeMs >= beforeMs) continue;
    await rm(file, { force: true }).catch((error: unknown) => {
      throw diskFailure(layout.root, error);
    });
    swept += 1;
  }
  return swept;
}

async function* namesIn(layout: DiskLayout, folder: string): AsyncGenerator<string, void, undefined> {
  try {
    for await (const entry of await opendir(folder)) yield entry.name;
  } catch (error) {
    throw diskFailure(layout.root, error);
  }
}

/** Undefined when it went away meanwhile. */
async function factsOf(
  layout: DiskLayout,
  file: string,
): Promise<{ readonly size: number; readonly mtimeMs: number } | undefined> {
  return await stat(file).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw diskFailure(layout.root, error);
  });
}
