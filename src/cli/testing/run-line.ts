import type { CliDeps } from '../cli-deps.js';
import { runProgram } from '../program.js';
import { createFakeApi, type FakeApi, type MakeClip } from './fake-line.js';

/** How a command line ended, what it said, and what it asked of the task API. */
export interface LineRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly api: FakeApi;
  /** What was set going, in order: `warm`, then the calls of the API. */
  readonly calls: readonly string[];
}

/** What a test changes. */
export interface LineChanges extends Partial<CliDeps> {
  /** What becomes of a task. */
  readonly makeClip?: MakeClip;
  /** An API with a past. */
  readonly api?: FakeApi;
}

/** Runs one command line in a folder, against a task API that is made up, and gathers what came out of it. */
export async function runLine(args: readonly string[], cwd: string, changes: LineChanges = {}): Promise<LineRun> {
  const out: string[] = [];
  const talk: string[] = [];
  const { makeClip = () => Promise.resolve(undefined), api = createFakeApi(makeClip), ...deps } = changes;
  const unasked = (): Promise<never> => Promise.reject(new Error('not asked for'));
  const code = await runProgram(args, {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => talk.push(text) },
    barWidth: undefined,
    isTerminal: false,
    nowMs: () => 0,
    unixMs: () => Date.UTC(2026, 3, 27, 12),
    signal: new AbortController().signal,
    cwd,
    version: '1.2.3',
    defaultModel: 'local/motion',
    warmMedia: () => api.calls.push('warm'),
    openLine: () => api.line,
    openServer: unasked,
    migrate: unasked,
    fetch: unasked,
    renderStill: unasked,
    examineMachine: unasked,
    ...deps,
  });
  return { code, stdout: out.join(''), stderr: talk.join(''), api, calls: api.calls };
}
