import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Backup } from '../contract/backup.js';
import { createFakeApi } from './testing/fake-line.js';
import { runLine } from './testing/run-line.js';

const WHOLE = { database: 'copied', secretKey: 'copied', blobs: 2, sizeBytes: 3_140_000, missing: 0 } as const;

/** Runs `backup` in the temporary folder, against an owner who answers with this. */
function backUp(args: readonly string[], backup: Omit<Backup, 'folder'> = WHOLE) {
  const { line } = createFakeApi(() => Promise.resolve(undefined));
  const backUpTo = (folder: string) => Promise.resolve({ folder, ...backup });
  return runLine(['backup', ...args], tmpdir(), { openLine: () => ({ ...line, owner: { backUp: backUpTo } }) });
}

describe('firstframe backup', () => {
  it('prints where the copy is, what is in it, and how to restore it', async () => {
    const folder = path.join(tmpdir(), 'firstframe-backup-20260427-120000');
    const { code, stdout, stderr } = await backUp([]);
    expect([code, stdout]).toEqual([0, `${folder}\n`]);
    expect(stderr).toContain('copied the database and 2 files, 3.1 MB in all\n');
    expect(stderr).toContain(`firstframe serve --data ${folder}, or put it in the place of the data folder\n`);
    expect(stderr).not.toMatch(/SECRET|pg_dump|--restored|not there/);
  });

  it('asks for a whole path, whatever was typed, and prints what it came to under --json', async () => {
    const { stdout, stderr } = await backUp(['-o', 'it’s mine', '--json']);
    expect(JSON.parse(stdout)).toEqual({ folder: path.join(tmpdir(), 'it’s mine'), ...WHOLE });
    expect(stderr).toContain(`--data '${path.join(tmpdir(), 'it’s mine')}'`);
  });

  it('says what is not in it', async () => {
    const { stderr } = await backUp([], { ...WHOLE, database: 'postgres', secretKey: 'given', blobs: 1, missing: 3 });
    expect(stderr).toMatch(/^copied 1 file, /);
    expect(stderr).toMatch(
      /3 more are known.*\n.*pg_dump.*\n.*FIRSTFRAME_SECRET_KEY.*vendor keys.*\n.*pg_restore.*without FIRSTFRAME_BLOBS.*--restored/,
    );
  });

  it('is refused where another machine’s server is at the end of the line', async () => {
    const { code, stdout, stderr } = await runLine(['backup'], tmpdir());
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('FIRSTFRAME_URL is set\nRun it there');
  });
});
