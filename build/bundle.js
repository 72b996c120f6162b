// Bundles the command line: dist/main.js and all it loads, packages of many small files among them, into a few files of dist/bundle/.
// Node 20 takes near a millisecond for each module it loads, and a render would load over four hundred.
import path from 'node:path';
import { rolldown } from 'rolldown';

/** Packages that go in. The others are native, or are loaded by few commands, and stay where they are. */
const BUNDLED = [
  ...['commander', 'hono', '@hono/node-server', 'ulid', 'zod'],
  // What prom-client loads.
  ...['prom-client', 'tdigest', 'bintrees', '@opentelemetry/api'],
];

/**
 * @param {string} root of the checkout, with dist/ built
 */
export async function bundleCommandLine(root) {
  const dist = path.join(root, 'dist');
  const bundle = await rolldown({
    cwd: root,
    input: { main: path.join(dist, 'main.js') },
    platform: 'node',
    external: (id) => !path.isAbsolute(id) && !id.startsWith('.') && !BUNDLED.some((name) => isOf(name, id)),
    plugins: [{ name: 'keep-places', transform: (code, id) => keepPlace(code, id, dist) }],
    logLevel: 'warn',
  });
  await bundle.write({
    dir: path.join(dist, 'bundle'),
    format: 'esm',
    chunkFileNames: '[name]-[hash].js',
    cleanDir: true,
  });
  await bundle.close();
}

/**
 * @param {string} name of a package
 * @param {string} id an import specifier
 */
function isOf(name, id) {
  return id === name || id.startsWith(`${name}/`);
}

/**
 * A module that names a file by where it lies itself (the media process, its jobs, package.json) goes on naming the same file.
 * @param {string} code
 * @param {string} id
 * @param {string} dist
 */
function keepPlace(code, id, dist) {
  if (!id.startsWith(dist + path.sep) || !code.includes('import.meta.url')) return undefined;
  const place = JSON.stringify(`../${path.relative(dist, id).split(path.sep).join('/')}`);
  return code.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`);
}
