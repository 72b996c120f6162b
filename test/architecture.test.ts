import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BROWSER_ROOMS, findBreaches, ROOF, ROOMS, wayToDecoder, type SourceFile } from './architecture-rules.js';

const root = path.resolve(import.meta.dirname, '..');

/** Everything written by hand; kernels in AssemblyScript are another language and are held by their own compiler. */
function filesOfTheHouse(): SourceFile[] {
  return ['src', 'test', 'bench', 'bin', 'build'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name) && !entry.name.includes('.generated.'))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => !file.includes('/kernels/assembly/'))
      .map((file) => ({
        path: path.relative(root, file).split(path.sep).join('/'),
        source: readFileSync(file, 'utf8'),
      })),
  );
}

/** What the rules say about one file made up for the purpose. */
function breachesOf(filePath: string, source: string): string[] {
  return findBreaches([{ path: filePath, source }]);
}

describe('the house', () => {
  const files = filesOfTheHouse();

  it('keeps its rules', () => {
    expect(findBreaches(files)).toEqual([]);
  });

  it('has a roof of which every part is known', () => {
    const atTheTop = files.map((file) => file.path).filter((file) => /^src\/[^/]+$/.test(file));
    expect(atTheTop.sort()).toEqual([...ROOF].sort());
  });

  it.each(ROOF)('loads no decoder into the process that runs %s', (roof) => {
    expect(wayToDecoder(files, roof)).toBeUndefined();
  });

  it('has arrows that never lead back to where they came from', () => {
    const reach = (room: string): string[] => (ROOMS[room] ?? []).flatMap((next) => [next, ...reach(next)]);
    for (const room of Object.keys(ROOMS)) expect(reach(room), room).not.toContain(room);
  });

  it('has browser rooms that reach only browser rooms', () => {
    for (const room of BROWSER_ROOMS) expect(BROWSER_ROOMS).toEqual(expect.arrayContaining([...(ROOMS[room] ?? [])]));
  });
});

describe('the rules', () => {
  it.each([
    ['src/stills/inspect.ts', `import { run } from '../media/pool.js';`],
    ['src/stills/inspect.ts', `import type { Finding } from '../contract/finding.js';`],
    ['src/stills/inspect.ts', `import { prepare } from './prepare.js';`],
    ['src/media/jobs/inspect.ts', `import sharp from 'sharp';\nimport { Packet } from 'node-av/lib';`],
    ['src/main.ts', `import { createProgram } from './cli/program.js';\nexport const home = 1 && process.env['HOME'];`],
    ['src/render/warp.ts', `const local = { process: 1 };\nlocal.process;`],
    ['src/render/warp.test.ts', `import { readFileSync } from 'node:fs';\nexport const bare = process.env;`],
  ])('let pass in %s: %s', (filePath, source) => {
    expect(breachesOf(filePath, source).filter((breach) => !breach.includes('doc block'))).toEqual([]);
  });

  it.each([
    ['a value', `import { renderStill } from '../tasks/render-still.js';`],
    ['a type', `import type { RenderRequest } from '../tasks/render-still.js';`],
    ['a re-export', `export * from '../tasks/render-still.js';`],
    ['a dynamic import', `const later = import('../tasks/render-still.js');`],
    ['a type in place', `let request: import('../tasks/render-still.js').RenderRequest;`],
  ])('see %s brought in against the arrows', (_how, source) => {
    expect(breachesOf('src/stills/inspect.ts', source)).toEqual([
      'src/stills/inspect.ts: imports "../tasks/render-still.js": there is no arrow stills → tasks',
    ]);
  });

  it.each([
    ['src/contract/errors.ts', `import '../motion/path.js';`, 'no arrow contract → motion'],
    ['src/cli/render.ts', `import '../main.js';`, 'no room imports the roof'],
    ['src/cli/render.ts', `import '../../bench/run.js';`, 'from outside src/'],
    ['src/cellar/wine.ts', ``, '"cellar" is not a room'],
    ['src/motion/path.ts', `import 'node:fs';`, 'must run in a browser'],
    ['src/motion/path.ts', `import 'path';`, 'must run in a browser'],
    ['src/render/warp.ts', `import type { Pool } from '../media/pool.js';`, 'must run in a browser'],
    ['src/render/warp.ts', `const bytes = Buffer.alloc(3);`, "uses Node's `Buffer`"],
    ['src/render/warp.ts', `if (typeof process === 'object') report({ process });`, "uses Node's `process`"],
    ['src/client/sdk.ts', `const fs = require('fs');`, "uses Node's `require`"],
    ['src/stills/inspect.ts', `import sharp from 'sharp';`, 'only src/media/ may'],
    ['src/clips/probe.ts', `import type { Packet } from 'node-av/lib';`, 'only src/media/ may'],
    ['src/cli/doctor.ts', `const key = process.env['KEY'];`, 'only src/main.ts may'],
    ['src/cli/doctor.ts', `const { env: outside } = process;`, 'only src/main.ts may'],
    ['src/cli/doctor.ts', `import { env } from 'node:process';`, 'only src/main.ts may'],
    ['src/cli/doctor.ts', `const key = globalThis.process['env'].KEY;`, 'only src/main.ts may'],
    ['src/cli/doctor.ts', '\n'.repeat(401), 'has 401 lines'],
    ['src/cli/utils.ts', '', 'names nothing'],
    ['src/helpers/doctor.ts', '', 'names nothing'],
    ['test/types.d.ts', '', 'names nothing'],
    ['src/cli/progressBar.ts', '', 'is not kebab-case'],
    ['src/cli/a.ts', `export function talk(): void {}`, 'exports `talk` without'],
    ['src/cli/a.ts', `// not a doc block\nexport const PACE_MS = 100;`, 'exports `PACE_MS` without'],
    ['src/cli/a.ts', `interface Way {}\nexport type { Way };`, 'exports `Way` without'],
  ])('refuse in %s: %s', (filePath, source, words) => {
    expect(breachesOf(filePath, source).join('\n')).toContain(words);
  });

  it('take a doc block on any export, and ask none of what is passed on', () => {
    const source = `/** Talks. */\nexport function talk(): void {}\nexport { walk } from './walk.js';\nfunction inner() {}`;
    expect(breachesOf('src/cli/a.ts', source)).toEqual([]);
  });

  it('follow what is loaded to a decoder, and forget what is only a type', () => {
    const house = (how: string): SourceFile[] => [
      { path: 'src/main.ts', source: `import './stills/inspect.js';` },
      { path: 'src/stills/inspect.ts', source: `${how} '../media/decode.js';` },
      { path: 'src/media/decode.ts', source: `import '../stills/inspect.js';\nimport sharp from 'sharp';` },
    ];
    expect(wayToDecoder(house('import { decode } from'), 'src/main.ts')).toEqual([
      'src/main.ts',
      'src/stills/inspect.ts',
      'src/media/decode.ts',
      'sharp',
    ]);
    expect(wayToDecoder(house('import type { decode } from'), 'src/main.ts')).toBeUndefined();
  });
});
