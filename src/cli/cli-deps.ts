import type { RenderReport } from '../tasks/local/render-report.js';
import type { RenderRequest } from '../tasks/local/render-request.js';
import type { RenderDeps } from '../tasks/local/render-still.js';
import type { MachineReport } from './doctor/examine-machine.js';
import type { OpenLine } from './line/line.js';
import type { MigrateReport } from './migrate.js';
import type { OpenServer } from './serve/open-server.js';

/** A place for text: a stream, or what a test collects. */
export interface TextSink {
  write(text: string): unknown;
}

/** What a render tells while it runs, and how it is stopped. */
export type RenderHooks = Required<Pick<RenderDeps, 'signal' | 'onProgress'>>;

/** Everything the commands take from outside. `src/main.ts` builds it from the process; tests build their own. */
export interface CliDeps {
  /** Results: what a program reads. */
  readonly stdout: TextSink;
  /** What is typed or piped in; absent: nothing. */
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Talk: what a person reads. */
  readonly stderr: TextSink;
  /** Width of the terminal in which progress is drawn; `undefined`: stderr is no terminal, and nothing is drawn. */
  readonly barWidth: number | undefined;
  /** Ms that never jump. */
  readonly nowMs: () => number;
  /** Ms since 1970. */
  readonly unixMs: () => number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** The folder that relative outputs are in. */
  readonly cwd: string;
  readonly version: string;
  /** The model when none is asked for. */
  readonly defaultModel: string;
  /** Starts a media process, so that the first job finds it running; not where somebody else will do the work. */
  readonly warmMedia: () => void;
  /** Opens the way to the task API, whoever runs it. */
  readonly openLine: OpenLine;
  readonly openServer: OpenServer;
  /** Brings the database's schema up to date, and does nothing else. */
  readonly migrate: () => Promise<MigrateReport>;
  /** Whether a person reads stderr. */
  readonly isTerminal: boolean;
  /** Asks a person a question that is answered with yes or no; absent: there is nobody to ask, and the answer is no. */
  readonly confirm?: (question: string) => Promise<boolean>;
  /** Sends to an address that was typed. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** A render without a store, for trying the machine. */
  readonly renderStill: (request: RenderRequest, hooks: RenderHooks) => Promise<RenderReport>;
  readonly examineMachine: () => Promise<MachineReport>;
}
