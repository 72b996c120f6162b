import { readFileSync } from 'node:fs';
import { availableParallelism, homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import type { CliDeps } from './cli/cli-deps.js';
import { type Environment, readEnvironment } from './cli/environment.js';
import { failureJson, failureLines, toFailure } from './cli/failure.js';
import { createTroubleLog } from './cli/trouble-log.js';
import { defaultDataFolder } from './cli/line/data-folder.js';
import { createOpenLine } from './cli/line/open-line.js';
import { reachSocket } from './cli/line/socket-reach.js';
import type { MediaPool } from './media/pool.js';
import { migrateOwn, openServer, type OwnDeps, ownFolder, preloadSystem, socketOf } from './own-system.js';

/** By then a render is under way, in another process. */
const LISTEN_AFTER_MS = 300;

/**
 * Runs the command line of this process and answers with its exit code. Everything outside enters here: arguments,
 * environment, streams, signals, the clock. What only some commands need is loaded when they ask for it.
 */
export async function main(): Promise<number> {
  const stop = stopOnSignals();
  outliveClosedPipes();
  tellStrayErrors();
  let environment: Environment;
  try {
    environment = readEnvironment(process.env);
  } catch (error) {
    return tell(error);
  }
  let pool: Promise<MediaPool> | undefined;
  const media = (): Promise<MediaPool> => (pool ??= import('./media/pool.js').then((m) => m.createMediaPool()));
  const warmMedia = createWarming(environment, media);
  try {
    // Before the commands are even loaded: a media process takes longer to start than they do.
    if (process.argv[2] === 'render') await warmMedia();
    const { runProgram } = await import('./cli/program.js');
    return await runProgram(process.argv.slice(2), depsOf(environment, { media, warmMedia }, stop));
  } finally {
    // A pool that could not be made was told of by whoever asked for it.
    const made = await pool?.catch(() => undefined);
    await made?.close();
  }
}

/** The media processes of this process, and how they are started ahead of their first job. */
interface Media {
  readonly media: () => Promise<MediaPool>;
  readonly warmMedia: () => Promise<void>;
}

function createWarming({ server }: Environment, media: Media['media']): Media['warmMedia'] {
  let warming: Promise<void> | undefined;
  async function warm(): Promise<void> {
    const [mediaPool, { renderClipJob }] = await Promise.all([media(), import('./providers/local/local-renderer.js')]);
    mediaPool.warm(renderClipJob);
  }
  // What goes wrong here goes wrong again for the one who needs the pool, and is told there. Another server has a pool of its own.
  return () =>
    (warming ??=
      server === undefined
        ? warm()
            .catch(() => undefined)
            .then(preloadSystem)
        : Promise.resolve());
}

function depsOf(environment: Environment, { media, warmMedia }: Media, stop: AbortSignal): CliDeps {
  const { server, xdgDataHome, localAppData } = environment;
  const { platform } = process;
  const dataFolder =
    environment.dataFolder ?? defaultDataFolder({ platform, home: homedir(), xdgDataHome, localAppData });
  const version = readVersion();
  const own: OwnDeps = {
    ...{ environment, version, mediaPool: media },
    // As many as the pool has processes, see createMediaPool.
    mediaProcesses: Math.min(4, Math.max(1, availableParallelism() - 1)),
    onTrouble: createTroubleLog({
      write: (lines) => process.stderr.write(lines),
      monotonicMs: () => performance.now(),
    }),
    logLine: (line) => process.stderr.write(line),
  };
  const renderStill: CliDeps['renderStill'] = async (request, hooks) => {
    const [mediaPool, tasks] = await Promise.all([media(), import('./tasks/local/render-still.js')]);
    return await tasks.renderStill(request, { mediaPool, ...hooks });
  };
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  return {
    stdout: process.stdout,
    stdin: process.stdin,
    stderr: process.stderr,
    barWidth: process.stderr.isTTY && !environment.dumbTerminal ? widthOf(process.stderr) : undefined,
    isTerminal: process.stderr.isTTY,
    ...(process.stdin.isTTY && process.stderr.isTTY ? { confirm: (question) => confirmHere(question, stop) } : {}),
    nowMs: () => performance.now(),
    unixMs: Date.now,
    signal: stop,
    cwd: process.cwd(),
    version,
    defaultModel: environment.defaultModel,
    fetch: (url, init) => fetch(url, init),
    warmMedia: () => void warmMedia(),
    openLine: createOpenLine(server, {
      own: () => ownFolder(dataFolder, own),
      // Over a database for many, every process is a node of its own.
      reach: () =>
        environment.databaseUrl === undefined ? reachSocket(socketOf(dataFolder).find()) : Promise.resolve(undefined),
      pause,
      later: (call) => setTimeout(call, LISTEN_AFTER_MS).unref(),
      nowMs: () => performance.now(),
      onTrouble: own.onTrouble,
    }),
    migrate: () => migrateOwn(dataFolder, environment.databaseUrl),
    openServer: (asked) => openServer(asked.dataFolder ?? dataFolder, asked, own),
    renderStill,
    examineMachine: async () => {
      const { examineMachine } = await import('./cli/doctor/examine-machine.js');
      return await examineMachine({
        nodeVersion: process.versions.node,
        scratchFolder: tmpdir(),
        ...(server === undefined ? { dataFolder: path.resolve(dataFolder) } : {}),
        listMediaParts: async () => {
          const { listPartsJob } = await import('./media/list-parts-job.js');
          return await (await media()).run(listPartsJob, undefined, { signal: stop });
        },
        renderStill,
        signal: stop,
      });
    },
  };
}

/** Loaded when there is something to ask. */
async function confirmHere(question: string, signal: AbortSignal): Promise<boolean> {
  const { confirmOn } = await import('./cli/confirm.js');
  return await confirmOn({ input: process.stdin, output: process.stderr }, question, signal);
}

/** Columns of a terminal; 80 for one that does not say, or says 0. */
function widthOf(terminal: { readonly columns?: number }): number {
  const { columns = 0 } = terminal;
  return columns > 0 ? columns : 80;
}

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** The first signal asks for an orderly end, the second one ends. */
function stopOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort();
    });
  }
  return controller.signal;
}

/**
 * A reader that went away (`--json | head -1`, `2> >(true)`) had what it wanted: the clip is done all the same, and the exit
 * code says what became of it. On stderr nothing else is an error either: there is nowhere left to tell it.
 */
function outliveClosedPipes(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.stderr.on('error', () => undefined);
}

/** What no one awaited ends the program too, in the form of every other error. */
function tellStrayErrors(): void {
  process.on('uncaughtException', (error) => {
    process.stderr.write(failureLines(toFailure(error)));
    if (process.argv.includes('--debug')) process.stderr.write(`${inspect(error)}\n`);
    process.exit(1);
  });
}

/** What is wrong before there is a command to say it. */
function tell(error: unknown): number {
  const failure = toFailure(error);
  if (process.argv.includes('--json')) process.stdout.write(failureJson(failure));
  process.stderr.write(failureLines(failure));
  return failure.exitCode;
}
