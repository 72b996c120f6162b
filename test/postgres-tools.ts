import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Where Debian puts each version's programs. */
const VERSIONS = '/usr/lib/postgresql';

/** A program of Postgres's own, such as `pg_dump`; `undefined`: this machine has none. */
export function findPostgresTool(name: string): string | undefined {
  const folders = [
    ...['/usr/local/bin', '/usr/bin', '/opt/homebrew/bin', '/usr/local/pgsql/bin'],
    ...(existsSync(VERSIONS) ? readdirSync(VERSIONS).map((version) => path.join(VERSIONS, version, 'bin')) : []),
  ];
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}
