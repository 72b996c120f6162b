import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { BlobStore } from '../blobs.js';
import { diskFailure, errnoOf } from './disk-failure.js';
import { type DiskLayout, FILE_MODE, syncFolder } from './disk-layout.js';

const MARK_FILE = 'epoch';

/** The mark of a store on a disk: a file of one line, replaced whole, and durable once `write` resolves. */
export function createDiskMark(layout: DiskLayout): NonNullable<BlobStore['mark']> {
  const file = path.join(layout.root, MARK_FILE);
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        if (errnoOf(error) === 'ENOENT') return undefined;
        throw diskFailure(layout.root, error);
      });
      return text?.trim();
    },
    async write(text) {
      const draft = path.join(layout.staging, `mark-${randomUUID()}`);
      try {
        const handle = await open(draft, 'wx', FILE_MODE);
        try {
          await handle.writeFile(`${text}\n`);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(draft, file);
        await syncFolder(layout.root);
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        throw diskFailure(layout.root, error);
      }
    },
  };
}
