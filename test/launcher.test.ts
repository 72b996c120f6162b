import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');

// A build that takes its time, counts itself, and makes a program that greets; it leaves a stamp, as the real one does.
const BUILD = `
import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
const startedSec = Date.now() / 1000;
appendFileSync('builds', 'x');
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
mkdirSync('dist/bundle', { recursive: true });
writeFileSync('dist/bundle/main.js', "export const main = async () => { console.log('hello ' + process.argv[2]); return 7; };");
writeFileSync('dist/.built', '');
utimesSync('dist/.built', startedSec, startedSec);
`;

let checkout: string;
beforeEach(() => {
  checkout = mkdtempSync(path.join(tmpdir(), 'firstframe-checkout-'));
  cpSync(path.join(root, 'bin'), path.join(checkout, 'bin'), { recursive: true });
  for (const folder of ['src', 'build', 'node_modules/commander', 'node_modules/typescript']) {
    mkdirSync(path.join(checkout, folder), { recursive: true });
  }
  put('package.json', '{ "type": "module" }');
  put('build/build.js', BUILD);
  for (const name of ['src/main.ts', 'tsconfig.json', 'tsconfig.build.json', 'build/bundle.js']) put(name, '');
});
afterEach(() => rmSync(checkout, { recursive: true }));

function put(name: string, text: string): void {
  writeFileSync(path.join(checkout, name), text);
}

/** Starts the launcher of the checkout and answers with its end. */
function launch(nodeOptions: readonly string[] = []) {
  const child = spawn(process.execPath, [...nodeOptions, path.join(checkout, 'bin/firstframe.js'), 'you']);
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (said.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said.stderr += data.toString()));
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
  });
}

const countBuilds = (): number => readFileSync(path.join(checkout, 'builds'), 'utf8').length;

describe('the launcher in a checkout', () => {
  it('builds once, says so on stderr, and passes on the exit code', async () => {
    expect(await launch()).toEqual({ code: 7, stdout: 'hello you\n', stderr: 'firstframe: building once…\n' });
    expect(await launch()).toEqual({ code: 7, stdout: 'hello you\n', stderr: '' });
    expect(countBuilds()).toBe(1);
  });

  it('builds again when a source is newer than the build, and not for a test', async () => {
    await launch();
    const laterSec = Date.now() / 1000 + 60;
    for (const name of ['src/main.test.ts', 'src/kernels.generated.ts']) {
      put(name, '');
      utimesSync(path.join(checkout, name), laterSec, laterSec);
    }
    await launch();
    expect(countBuilds()).toBe(1);
    utimesSync(path.join(checkout, 'src/main.ts'), laterSec, laterSec);
    await launch();
    expect(countBuilds()).toBe(2);
  });

  it('builds once for launches at the same time, and runs them all', async () => {
    const ends = await Promise.all([launch(), launch(), launch()]);
    expect(ends.map(({ code, stdout }) => ({ code, stdout }))).toEqual(
      Array(3).fill({ code: 7, stdout: 'hello you\n' }),
    );
    expect(countBuilds()).toBe(1);
    expect(existsSync(path.join(checkout, 'dist/.building'))).toBe(false);
  });

  it('takes over the lock of a launch that died while building', async () => {
    mkdirSync(path.join(checkout, 'dist'));
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => dead.on('close', resolve));
    put('dist/.building', String(dead.pid));
    expect((await launch()).code).toBe(7);
  });

  it('shows a failed build, says what to do, and builds anew the next time', async () => {
    put('build/build.js', `console.error('src/main.ts(1,1): wrong'); process.exit(2);`);
    const { code, stdout, stderr } = await launch();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/wrong\nfirstframe: the build failed \(exit code 2\)\.\n.*npm ci && npm run build/);
    put('build/build.js', BUILD);
    expect((await launch()).code).toBe(7);
  });

  it('asks for npm ci where the packages are missing', async () => {
    rmSync(path.join(checkout, 'node_modules'), { recursive: true });
    const { code, stderr } = await launch();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^firstframe: its packages are not installed\.\nRun npm ci in /);
  });

  it('asks for npm ci where a package that the program loads is missing', async () => {
    put('build/build.js', BUILD.replace('export const', `import 'gone-from-here'; export const`));
    const { code, stderr } = await launch();
    expect(code).toBe(1);
    expect(stderr).toMatch(/gone-from-here.*\nInstall it again: npm ci in /);
  });
});

describe('the launcher of an installed package', () => {
  it('runs what is there, and builds nothing', async () => {
    rmSync(path.join(checkout, 'src'), { recursive: true });
    mkdirSync(path.join(checkout, 'dist/bundle'), { recursive: true });
    put('dist/bundle/main.js', 'export const main = async () => 0;');
    expect(await launch()).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('refuses a Node that is too old in two lines', async () => {
    const older = `Object.defineProperty(process.versions, 'node', { value: '20.18.3' });`;
    const { code, stderr } = await launch(['--import', `data:text/javascript,${encodeURIComponent(older)}`]);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'firstframe: Node 20.18.3 is too old; Firstframe needs 20.19 or newer.\nInstall a current Node: https://nodejs.org\n',
    );
  });
});
