import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { launchFirstframe } from './run-firstframe.js';

const still = path.resolve(import.meta.dirname, '../examples/bottle-front.jpg');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-pipe-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A short render whose reader of one stream goes away before anything is said. */
function renderUnread(stream: 'stdout' | 'stderr', args: readonly string[] = []) {
  const short = [
    'render',
    still,
    '-p',
    'Static',
    '--duration',
    '1',
    '--resolution',
    '480p',
    '--json',
    '-o',
    'clip.mp4',
  ];
  const { child, ending } = launchFirstframe([...short, ...args], folder);
  child[stream]?.destroy();
  return ending;
}

describe('a render', () => {
  it('whose talk nobody reads is done all the same', async () => {
    const { code, stdout } = await renderUnread('stderr');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ frames: 24 });
    expect(existsSync(path.join(folder, 'clip.mp4'))).toBe(true);
  });

  it('whose report nobody reads is done all the same', async () => {
    const { code, stderr } = await renderUnread('stdout');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^clip\.mp4 .*\nfirst frame matches/);
  });

  it('that fails says so by its exit code, whoever reads', async () => {
    for (const stream of ['stdout', 'stderr'] as const) {
      expect((await renderUnread(stream, ['--aspect', '2:1'])).code).toBe(2);
    }
  });
});

describe('a list or an explanation', () => {
  it.each([[['presets']], [['render', '-p', 'Pan left', '--explain']]])(
    'whose reader goes away is no error: %s',
    async (args) => {
      const { child, ending } = launchFirstframe(args, folder);
      child.stdout?.destroy();
      expect(await ending).toMatchObject({ code: 0, stderr: '' });
    },
  );
});
