import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { tryLive } from '../src/cli/doctor/live.js';
import type { CliDeps } from '../src/cli/cli-deps.js';
import { onEachHostedHouse } from './hosted-house.js';

onEachHostedHouse((open) => {
  it.each(['ark', 'dashscope'] as const)(
    'orders one clip of %s, saves call and reply without stills, and says what it proves',
    async (name) => {
      const house = await open({ [name]: {} });
      const cwd = mkdtempSync(path.join(tmpdir(), 'firstframe-live-'));
      const said: string[] = [];
      const deps = {
        ...{ cwd, signal: new AbortController().signal },
        stdout: { write: (text: string) => said.push(text) },
        stderr: { write: (text: string) => said.push(text) },
        openLine: () => ({ client: house.client, isRemote: false, close: () => Promise.resolve() }),
      } as unknown as CliDeps;
      await expect(tryLive({ route: name }, deps)).rejects.toThrow('--max-usd');
      expect(house.vendors[name]?.orders).toHaveLength(0);
      expect(await tryLive({ route: name, maxUsd: 2, save: 'seen.json' }, deps)).toBe(0);
      expect(house.vendors[name]?.orders).toHaveLength(1);
      const text = readFileSync(path.join(cwd, 'seen.json'), 'utf8');
      // A vendor on this machine proves nothing of the one on the internet.
      expect(JSON.parse(text)).toMatchObject({
        provider: name,
        proven: 'replayed',
        reply: { outputs: [{ type: 'video' }] },
      });
      expect(text).toContain('Slow push in');
      expect(text).not.toMatch(/https?:\/\/|data:|base64/);
      expect(text).not.toContain(house.vendors[name]?.apiKey ?? '-');
      const proven = (await house.client.models()).flatMap(({ routes = [] }) =>
        routes.filter(({ provenOn }) => provenOn !== undefined),
      );
      expect(proven).toMatchObject([{ route: name, proven: 'replayed' }]);
      rmSync(cwd, { recursive: true, force: true });
    },
  );
});
