import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readEnvironment } from '../src/cli/environment.js';
import { ERROR_CODES } from '../src/contract/envelope.js';
import { allEndpoints } from '../src/server/endpoints/all-endpoints.js';

const guide = readFileSync('docs/api.md', 'utf8');

it('docs/api.md has every endpoint with its scope, and no other', () => {
  const rows = [...guide.matchAll(/^\| `((?:GET|POST|PUT|DELETE) \S+)` +\| (\w+) +\|/gm)];
  const told = rows.map(([, endpoint, scope]) => `${endpoint} ${scope}`);
  const served = allEndpoints()
    .map(({ facts }) => facts)
    .filter(({ hidden }) => hidden !== true)
    .map(({ method, path, scope }) => `${method} ${path} ${scope === 'open' ? 'none' : scope}`);
  expect(told.sort()).toEqual(served.sort());
});

it('docs/api.md has every status that an endpoint refuses with, and every error code', () => {
  const statuses = new Set(allEndpoints().flatMap(({ facts }) => facts.refusals ?? []));
  for (const status of statuses) expect(guide).toMatch(new RegExp(`\\b${status}\\b`));
  for (const code of ERROR_CODES) expect(guide).toContain(`\`${code}\``);
});

it('docs/api.md has every variable that is read', () => {
  const names = new Set<string>();
  readEnvironment(
    new Proxy<Record<string, string | undefined>>(
      {},
      {
        get(_variables, name) {
          names.add(String(name));
          return undefined;
        },
      },
    ),
  );
  const ours = [...names].filter((name) => name.startsWith('FIRSTFRAME_'));
  expect(ours.length).toBeGreaterThan(5);
  for (const name of ours) expect(guide).toContain(`\`${name}\``);
});

it('docs/api.md is short enough to be read', () => {
  expect(guide.split('\n').length).toBeLessThan(200);
});
