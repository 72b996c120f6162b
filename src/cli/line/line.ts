import type { Client } from '../../client/client.js';
import type { OwnerCalls } from './owner-calls.js';

/** The way from a command to the task API, whoever runs it. */
export interface Line {
  readonly client: Client;
  /** Whether another machine's server is at its end; else it is this user's own data folder, whichever process owns it. */
  readonly isRemote: boolean;
  /** What only the data folder's own user may ask; absent where another machine's server is at its end. */
  readonly owner?: OwnerCalls;
  /** Gives back what this process worked on, if it owned the folder, so that the next one can go on. Never rejects. */
  close(): Promise<void>;
}

/** What a command wants of a line. */
export interface LineAsked {
  /**
   * Whether tasks are to go on while the line is open, if this process turns out to own the folder. What only looks something up
   * begins no render that it would break off.
   */
  readonly works: boolean;
}

/** Opens a line. Costs nothing until it is asked for something; what cannot be opened is told of then. */
export type OpenLine = (asked: LineAsked) => Line;

/** Uses a line and closes it, whatever comes of it. */
export async function withLine<Result>(
  openLine: OpenLine,
  asked: LineAsked,
  use: (line: Line) => Promise<Result>,
): Promise<Result> {
  const line = openLine(asked);
  try {
    return await use(line);
  } finally {
    await line.close();
  }
}
