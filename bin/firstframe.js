#!/usr/bin/env node
// The launcher, committed as plain JavaScript: npx remembers for good that a package's own bin is missing, so this file
// exists before anything is built, and its path never moves. It checks Node, builds dist/ once in a checkout, and runs it.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  give(
    `Node ${process.versions.node} is too old; Firstframe needs 20.19 or newer.`,
    'Install a current Node: https://nodejs.org',
  );
}

// Imported only now: an older Node would stop at the syntax or the names of what follows, with no word of why.
const { existsSync } = await import('node:fs');
const { fileURLToPath } = await import('node:url');
const root = fileURLToPath(new URL('..', import.meta.url));

// A package from the registry has dist/ and no src/: nothing to look after.
if (existsSync(`${root}src`)) {
  if (!existsSync(`${root}node_modules/commander`)) give('its packages are not installed.', `Run npm ci in ${root}`);
  const { buildOnce } = await import('./build-once.js');
  const failure = buildOnce(root);
  if (failure !== undefined) give(failure.message, failure.todo);
}

// By a name that no checker follows: what a bundle is made of is checked where it is written.
const bundle = '../dist/bundle/main.js';
/** @type {unknown} */
const program = await import(bundle).catch((/** @type {unknown} */ error) => {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
  return give(error.message, `Install it again: npm ci in ${root}`);
});
process.exitCode = await /** @type {typeof import('../dist/main.js')} */ (program).main();

/**
 * Ends the launch with what is wrong and what to do about it.
 * @param {string} message
 * @param {string} todo
 * @returns {never}
 */
function give(message, todo) {
  process.stderr.write(`firstframe: ${message}\n${todo}\n`);
  process.exit(1);
}
