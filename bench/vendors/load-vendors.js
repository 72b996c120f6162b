/** The loopback vendors of the tests, for a plain Node: they are TypeScript, and read a clip that lies beside them. */
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const TEST = fileURLToPath(new URL('../../test/', import.meta.url));
const MODULES = fileURLToPath(new URL('../../node_modules/.cache/firstframe-bench/', import.meta.url));

/** @returns {Promise<typeof import('../../test/vendor-chaos/start-vendors.js')>} */
export async function loadVendors() {
  return /** @type {typeof import('../../test/vendor-chaos/start-vendors.js')} */ (
    await load('vendor-chaos/start-vendors.ts', 'vendors')
  );
}

/**
 * The vendors, and a bucket.
 * @returns {Promise<typeof import('../../test/cluster/start-cluster.js')>}
 */
export async function loadCluster() {
  return /** @type {typeof import('../../test/cluster/start-cluster.js')} */ (
    await load('cluster/start-cluster.ts', 'cluster')
  );
}

/**
 * @param {string} input
 * @param {string} name
 * @returns {Promise<unknown>}
 */
async function load(input, name) {
  // Below node_modules, so that the packages are found that stay outside.
  await mkdir(MODULES, { recursive: true });
  const bundle = await rolldown({
    input: path.join(TEST, input),
    platform: 'node',
    external: (id) => !id.startsWith('.') && !path.isAbsolute(id),
    logLevel: 'warn',
  });
  const file = path.join(MODULES, `${name}.js`);
  await bundle.write({ file, format: 'esm' });
  await bundle.close();
  await copyFile(path.join(TEST, 'vendors/loopback/clip.mp4'), path.join(MODULES, 'clip.mp4'));
  return import(pathToFileURL(file).href);
}
