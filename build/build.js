// Builds dist/: the kernels by asc (embedded as base64, so that Node and a browser load them alike), the rest by tsc; then the
// command line is bundled, so that it starts at once.
// Run by `npm run build`, and by bin/firstframe.js the first time it is used in a checkout.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCommandLine } from './bundle.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const kernels = path.join(root, 'src/render/kernels');
const generated = path.join(kernels, 'kernels.generated.ts');

const startedSec = Date.now() / 1000;

/**
 * Runs a build tool of node_modules in this checkout; ends the build when it fails.
 * @param {string} script
 * @param {readonly string[]} args
 */
function run(script, args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * Newest change under a folder, in ms.
 * @param {string} folder
 */
function newestChange(folder) {
  return Math.max(...readdirSync(folder).map((name) => statSync(path.join(folder, name)).mtimeMs));
}

function buildKernels() {
  const sources = path.join(kernels, 'assembly');
  if (existsSync(generated) && statSync(generated).mtimeMs > newestChange(sources)) return;
  const binary = path.join(root, 'dist', 'kernels.wasm');
  mkdirSync(path.dirname(binary), { recursive: true });
  const asc = path.join(path.dirname(require.resolve('assemblyscript/package.json')), 'bin/asc.js');
  run(asc, [
    path.relative(root, path.join(sources, 'index.ts')),
    ...['--outFile', path.relative(root, binary), '--runtime', 'stub', '--importMemory', '--noExportMemory'],
    ...['--enable', 'simd', '-O3', '--noAssert', '--converge'],
  ]);
  const base64 = readFileSync(binary).toString('base64');
  writeFileSync(
    generated,
    `// Made by build/build.js from assembly/; not committed.\n/** The kernels' WebAssembly module, base64. */\nexport const KERNELS_WASM_BASE64 =\n  '${base64}';\n`,
  );
  rmSync(binary);
}

/** Removes from dist/ what no source makes any more: tsc never does. */
function sweep() {
  const dist = path.join(root, 'dist');
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (file.startsWith(path.join(dist, 'bundle') + path.sep)) continue;
    const source = path.join(root, 'src', path.relative(dist, file)).replace(/\.(d\.ts|js|js\.map)$/, '.ts');
    if (entry.isFile() && source.endsWith('.ts') && !existsSync(source)) rmSync(file);
  }
}

buildKernels();
run(require.resolve('typescript/bin/tsc'), ['-p', 'tsconfig.build.json']);
sweep();
await bundleCommandLine(root);
// What the launcher goes by. It carries the time before the build: a file saved while this ran makes the next launch build again.
const stamp = path.join(root, 'dist/.built');
writeFileSync(stamp, '');
utimesSync(stamp, startedSec, startedSec);
