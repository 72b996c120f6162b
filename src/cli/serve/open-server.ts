import type { Client } from '../../client/client.js';

/** Where a server is. */
export interface Listening {
  /** What URLs of its own begin with: FIRSTFRAME_PUBLIC_URL, else the address. */
  readonly url: string;
  /** The address on this machine. */
  readonly at: string;
}

/** A server that owns its data folder and is not reachable yet. */
export interface OpenedServer {
  /** In this process: the admin of the account `default`. */
  readonly client: Client;
  readonly dataFolder: string;
  /** Whether the operator gave a key of their own (FIRSTFRAME_ADMIN_KEY). */
  readonly hasAdminKey: boolean;
  /** `false`: the database is for many, and clips lie in this one's own folder, so that no other server can join. */
  readonly isShareable: boolean;
  /** The database came out of a backup: so many tasks are held that may have been sent since. Absent: it did not. */
  readonly restored?: { readonly held: number };
  /** Lets callers in, over the network and by the folder's socket, and begins to work. @throws AppError for an address that cannot be had */
  listen(): Promise<Listening>;
  /** Lets nobody in any more, gives back what is under way, and closes everything. */
  stop(): Promise<void>;
}

/** Where a server is to be. */
export interface ServerAsked {
  readonly host: string;
  readonly port: number;
  /** Absent: the user's own. */
  readonly dataFolder?: string;
  /** Its database came out of a backup. */
  readonly isRestored?: boolean;
  /** Whether each move of a task is a line of JSON on stderr. */
  readonly logsMoves: boolean;
}

/** Opens a server. @throws AppError when another process owns the folder */
export type OpenServer = (asked: ServerAsked) => Promise<OpenedServer>;
