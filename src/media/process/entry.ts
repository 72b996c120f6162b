/**
 * The media process: what `media-process.ts` forks. It waits for jobs, loads the module of each, runs its body and
 * answers. It loads nothing else itself, so that it is up as fast as Node is; decoders come in with the job's module.
 *
 * Started with an empty environment: no key of the parent can leak from here.
 */
import { rmSync } from 'node:fs';
import { describeFailure } from './failure.js';
import type { JobBody, JobContext } from '../job.js';
import type { Reply, Request, RunRequest } from './messages.js';

// Asked for now: it may have been removed by the time this process ends.
const home = process.cwd();
let jobFolder: string | undefined;

process.on('message', (request: Request) => {
  if (request.type === 'run') void answer(request);
  // A module that does not load is told of when a job of it is run.
  else import(request.module).catch(() => undefined);
});

process.on('disconnect', () => {
  // The parent is gone, and with it whoever would have removed these.
  for (const folder of [jobFolder, home]) {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
  // Not process.exit: that waits for a decoder which is stuck in another thread.
  process.kill(process.pid, 'SIGKILL');
});

// Ctrl-C and a service manager's stop reach every process of the group. What becomes of a job is the parent's to say.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

async function answer(request: RunRequest): Promise<void> {
  jobFolder = request.folder;
  let running = true;
  const reply = await run(request, (said) => {
    // A job that goes on after its end must not speak into the next one.
    if (running) process.send?.(said);
  });
  running = false;
  jobFolder = undefined;
  try {
    process.send?.(reply);
  } catch (error) {
    // The result cannot be cloned: a fault of the job's body.
    process.send?.({ type: 'failed', failure: describeFailure(error, false) } satisfies Reply);
  }
}

async function run(request: RunRequest, say: (reply: Reply) => void): Promise<Reply> {
  try {
    const module = (await import(request.module)) as Readonly<Record<string, unknown>>;
    const body = module[request.export];
    if (typeof body !== 'function') throw new TypeError(`${request.module} exports no function ${request.export}`);
    return {
      type: 'done',
      result: await (body as JobBody<unknown, unknown>)(request.input, createContext(request, say)),
    };
  } catch (error) {
    return { type: 'failed', failure: describeFailure(error, Object.keys(request.files).length > 0) };
  }
}

function createContext(request: RunRequest, say: (reply: Reply) => void): JobContext {
  return {
    folder: request.folder,
    file: (name) => named(request.files, name, 'file'),
    output: (name) => named(request.outputs, name, 'output'),
    step: (name) => say({ type: 'step', name }),
    report: (value) => say({ type: 'progress', value }),
  };
}

function named(paths: Readonly<Record<string, string>>, name: string, kind: string): string {
  const path = paths[name];
  if (path === undefined) throw new TypeError(`the job was given no ${kind} "${name}"`);
  return path;
}
