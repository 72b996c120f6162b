// Keeps dist/ of a checkout as new as src/, at the cost of one stat a file when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

// Longer than any build: a lock this old was left by a process whose id another one has now.
const WAIT_MS = 300_000;
const WAIT_STEP_MS = 50;

/**
 * Builds dist/ when it is missing or older than what it is made from. Launches at the same time build once: the first
 * takes a lock, the others wait for it and look again.
 * @param {string} root the checkout
 * @returns {{ readonly message: string, readonly todo: string } | undefined} why there is no build to run, and what to do
 */
export function buildOnce(root) {
  const stamp = path.join(root, 'dist/.built');
  if (isFresh(root, stamp)) return undefined;
  if (!existsSync(path.join(root, 'node_modules/typescript'))) {
    return { message: 'the packages that build it are not installed.', todo: `Run npm ci in ${root}` };
  }
  try {
    return buildLocked(root, stamp);
  } catch (error) {
    if (!isCode(error, 'EACCES') && !isCode(error, 'EROFS') && !isCode(error, 'ENOSPC')) throw error;
    return {
      message: `dist/ cannot be written (${error.message}).`,
      todo: `Run npm run build in ${root} as its owner.`,
    };
  }
}

/**
 * @param {string} root
 * @param {string} stamp
 */
function buildLocked(root, stamp) {
  mkdirSync(path.join(root, 'dist'), { recursive: true });
  const lock = path.join(root, 'dist/.building');
  if (!takeLock(lock)) {
    return {
      message: 'another launch has been building for 5 minutes.',
      todo: `End it, remove ${lock}, and try again.`,
    };
  }
  try {
    return isFresh(root, stamp) ? undefined : build(root);
  } finally {
    rmSync(lock, { force: true });
  }
}

/** @param {string} root */
function build(root) {
  process.stderr.write('firstframe: building once…\n');
  const { status, signal, stdout, stderr, error } = spawnSync(process.execPath, [path.join(root, 'build/build.js')], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status === 0) return undefined;
  process.stderr.write(stdout + stderr);
  const why = error?.message ?? signal ?? `exit code ${status}`;
  return {
    message: `the build failed (${why}).`,
    todo: `See above; npm ci && npm run build in ${root} shows it in full.`,
  };
}

/**
 * Waits until this process holds the lock, and answers whether it does. A lock whose holder has died is removed; two
 * waiters that see it at once can at worst both build, and they write the same files.
 * @param {string} lock
 */
function takeLock(lock) {
  const untilMs = Date.now() + WAIT_MS;
  while (Date.now() < untilMs) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return true;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    if (isHeld(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_STEP_MS);
    else rmSync(lock, { force: true });
  }
  return false;
}

/** @param {string} lock */
function isHeld(lock) {
  try {
    const holder = readFileSync(lock, 'utf8');
    return holder === '' || isAlive(Number(holder)); // Empty: taken this moment, its holder not yet written.
  } catch (error) {
    if (isCode(error, 'ENOENT')) return true; // Let go this moment: to be tried again, not to be removed.
    throw error;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 * @returns {error is Error & { readonly code: string }}
 */
function isCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}

/**
 * @param {string} root
 * @param {string} stamp
 */
function isFresh(root, stamp) {
  const built = statSync(stamp, { throwIfNoEntry: false });
  return (
    built !== undefined &&
    isUntouchedSince(path.join(root, 'src'), built.mtimeMs) &&
    isToolingUntouched(root, built.mtimeMs)
  );
}

/**
 * @param {string} root
 * @param {number} builtMs
 */
function isToolingUntouched(root, builtMs) {
  return ['tsconfig.json', 'tsconfig.build.json', 'build/build.js', 'build/bundle.js'].every(
    (name) => statSync(path.join(root, name)).mtimeMs <= builtMs,
  );
}

/**
 * Whether no source under a folder was saved after a time. What the build itself writes there, and tests, do not count.
 * @param {string} folder
 * @param {number} builtMs
 * @returns {boolean}
 */
function isUntouchedSince(folder, builtMs) {
  return readdirSync(folder, { withFileTypes: true }).every((entry) => {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory()) return isUntouchedSince(inside, builtMs);
    return /\.(generated|test)\.ts$/.test(entry.name) || statSync(inside).mtimeMs <= builtMs;
  });
}
