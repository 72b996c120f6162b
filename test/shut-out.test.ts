import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sharedPostgres } from './postgres.js';
import { launchFirstframe } from './run-firstframe.js';

const cluster = await sharedPostgres();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-shut-out-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const list = (environment: Readonly<Record<string, string>>) =>
  launchFirstframe(['tasks', 'list'], folder, { environment }).ending;

it.skipIf('missing' in cluster)('a database that is not there is told by the variable that names it', async () => {
  if ('missing' in cluster) return;
  const url = new URL(await cluster.createDatabase());
  url.pathname = '/nowhere_to_be_found';
  const FIRSTFRAME_SECRET_KEY = '0123456789abcdef0123456789abcdef';
  const done = await list({ FIRSTFRAME_DATA: folder, FIRSTFRAME_DATABASE_URL: url.href, FIRSTFRAME_SECRET_KEY });
  expect(done).toMatchObject({ code: 2, stdout: '' });
  expect(done.stderr).toMatch(/^firstframe: the database does not let us in \(3D000: .*\)\n.*FIRSTFRAME_DATABASE_URL/);
});

it('a data folder that is a file is told as that', async () => {
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  const done = await list({ FIRSTFRAME_DATA: file });
  expect(done).toMatchObject({ code: 2, stdout: '' });
  expect(done.stderr).toMatch(/is no folder, or lies in a file \(EEXIST\)\nTake the file away/);
});
