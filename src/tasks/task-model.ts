import type { ClipShown } from '../clips/verify-clip.js';
import type { Adjustment } from '../contract/adjustment.js';
import type { Finding } from '../contract/finding.js';
import type { ModelOrder } from '../contract/model-order.js';
import type { MediaPool } from '../media/pool.js';
import type { ModelFacts, NamedStill } from '../models/model-facts.js';
import type { SentStill, TaskPlan } from './task-plan.js';

/** What the life of a task needs to know of a model: what it takes, who runs it, and what an order of it is. */
export interface TaskModel {
  readonly id: string;
  /** Other names that callers know it by. */
  readonly aliases?: readonly string[];
  /** What the catalogue has on it: prices, limits, usual times. Absent: it is made here, and costs nothing. */
  readonly facts?: ModelFacts;
  /** The provider that runs it. */
  readonly provider: string;
  /** Where its tasks wait for their turn. */
  readonly lane: string;
  /** How much of a lane one task takes, in ms: the step by which callers take turns. */
  readonly turnMs: number;
  /**
   * Looks at an input before a task exists.
   * @throws AppError `bad_usage`, its field by the wire's name, when no still could make it right.
   */
  accept(input: Readonly<Record<string, unknown>>): InputReading;
  /**
   * Settles the order, now that the stills are here.
   * @throws AppError, MediaError: the task fails with what they say.
   */
  prepare(input: Readonly<Record<string, unknown>>, stills: StillFiles, work: PrepareWork): Promise<PreparedOrder>;
  /** Draws up the report of a task that is done. `shown`: what its clip shows, where somebody else has made it. */
  report(about: unknown, facts: unknown, elapsedMs: number, shown?: ClipShown): unknown;
}

/** An input that can be taken. */
export interface InputReading {
  /** Where its stills are, first before last, each by its place in the input: `first_frame_url`, `media[0].url`. */
  readonly stills?: readonly NamedStill[];
  /** The input in the form that prices go by. Absent: it costs nothing. */
  readonly order?: ModelOrder;
  readonly findings: readonly Finding[];
  readonly adjustments: readonly Adjustment[];
}

/** A still as a file of ours, and what its owner calls it. */
export interface StillFile {
  readonly path: string;
  readonly name: string;
  /** Its place in the input: `first_frame_url`, `media[0].url`. */
  readonly field: string;
  /** Where its bytes are kept. */
  readonly blobKey: string;
}

/** The stills of a task, by the role each plays. */
export interface StillFiles {
  readonly first?: StillFile;
  readonly last?: StillFile;
}

/** What preparing an order works with. */
export interface PrepareWork {
  /** Started by the first call. */
  readonly mediaPool: () => Promise<MediaPool>;
  readonly signal: AbortSignal;
  /** The provider's own route that was asked for. */
  readonly vendorRoute?: string;
  /** Keeps a file that was made of a still, for as long as its task; it is gone from its place then. Twice is as once. */
  readonly keepFile: (role: NamedStill['role'], file: KeptFile) => Promise<SentStill>;
}

/** A file made of a still. */
export interface KeptFile {
  readonly path: string;
  readonly mediaType: string;
  /** For a vendor's store: `first.png`. */
  readonly name: string;
}

/** An order, settled; plain data. */
export interface PreparedOrder extends InputReading {
  /** For the provider. */
  readonly plan: unknown;
  /** For the report. */
  readonly about: unknown;
  /** The stills as a vendor is to get them. Absent: nobody is sent any. */
  readonly sent?: NonNullable<TaskPlan['sent']>;
}
