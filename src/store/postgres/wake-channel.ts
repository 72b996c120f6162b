import { Client, type ClientConfig } from 'pg';
import { z } from 'zod';

const CHANNEL = 'firstframe_wake';

/** Between two NOTIFYs: committing one takes a lock that is one for the whole server, so hints are gathered. */
const PACE_MS = 10;

/** A payload may have 8000 bytes (PostgreSQL 15 manual, NOTIFY). */
const PAYLOAD_BYTES_MAX = 7500;

const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 5000;

/** A hint of one's own that is not heard by then never will be: on a line of its own it takes a millisecond. */
const PROBE_MS = 5000;

/** More than one: a process that was stopped for a while wakes to its timers before it reads what has come. */
const PROBES = 3;

/** `topics` is empty in a probe, which tells its sender that hints come through. */
const payloadSchema = z.object({ from: z.string(), topics: z.array(z.string()) });

/** What the channel needs. */
export interface WakeChannelDeps {
  readonly config: ClientConfig;
  /** Tells this process's own hints from others'. */
  readonly nodeId: string;
  readonly onTopics: (topics: readonly string[]) => void;
  /** Sends one payload by a connection that is not the channel's own; rejects when it cannot. */
  readonly notify: (payload: string) => Promise<unknown>;
  /** Called once, when it is found that hints do not come through; without them, everything that is due is found by looking. */
  readonly onDeaf: () => void;
  /** How long a probe may take; {@link PROBE_MS} when absent. */
  readonly probeMs?: number;
}

/** The statement that sends payloads: of one transaction alone, and not worth the wait for a disk. */
export const NOTIFY_TEXT = `SELECT set_config('synchronous_commit', 'off', true), pg_notify('${CHANNEL}', payload) FROM unnest($1::text[]) AS payload`;

/**
 * Hints between processes, on a connection of their own that comes back by itself. While it is away hints are lost; rows fall due all
 * the same. Behind a pooler in transaction mode LISTEN is answered and nothing is ever heard: a probe finds that out, and the channel
 * ends. Nothing is set for a session here: behind such a pooler it would stay with a connection that others commit on.
 */
export class WakeChannel {
  readonly #deps: WakeChannelDeps;
  #client: Client | undefined;
  #pending = new Set<string>();
  #sending = false;
  #closed = false;
  #retryMs = RETRY_MS_MIN;
  #retry: NodeJS.Timeout | undefined;
  #probe: NodeJS.Timeout | undefined;
  /** The connection on which something was heard. */
  #heard: Client | undefined;

  constructor(deps: WakeChannelDeps) {
    this.#deps = deps;
  }

  /** Connects and listens; never rejects, for a connection that fails is tried again. */
  async open(): Promise<void> {
    if (this.#closed) return;
    const client = new Client(this.#deps.config);
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    client.on('notification', ({ payload }) => this.#hear(payload ?? '', client));
    this.#client = client;
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.#retryMs = RETRY_MS_MIN;
      this.#pump();
      void this.#listenForProbe(client, PROBES);
    } catch {
      this.#lose(client);
    }
  }

  /** From another connection: behind a pooler one's own transaction may be told what it said itself. */
  async #listenForProbe(client: Client, left: number): Promise<void> {
    const isSettled = (): boolean => this.#client !== client || this.#heard === client;
    try {
      await this.#deps.notify(JSON.stringify({ from: this.#deps.nodeId, topics: [] }));
    } catch {
      // A database that is away says nothing about a pooler.
      return;
    }
    if (isSettled()) return;
    this.#probe = setTimeout(() => {
      if (isSettled()) return;
      if (left > 1) return void this.#listenForProbe(client, left - 1);
      this.#deps.onDeaf();
      return void this.close();
    }, this.#deps.probeMs ?? PROBE_MS).unref();
  }

  /** Sends hints to the other processes, soon. */
  send(topics: readonly string[]): void {
    if (this.#closed) return;
    for (const topic of topics) this.#pending.add(topic);
    this.#pump();
  }

  /** Ends the connection; what was not sent yet is dropped. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#probe);
    this.#pending.clear();
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  #pump(): void {
    const client = this.#client;
    if (client === undefined || this.#sending || this.#pending.size === 0) return;
    const payloads = this.#payloads();
    this.#sending = true;
    const next = (): void => {
      this.#sending = false;
      this.#pump();
    };
    client
      .query(NOTIFY_TEXT, [payloads])
      .catch(() => this.#lose(client))
      .finally(() => setTimeout(next, PACE_MS).unref());
  }

  /** Everything that waits, in as many payloads as it takes. */
  #payloads(): readonly string[] {
    const from = this.#deps.nodeId;
    const payloads: string[] = [];
    let topics: string[] = [];
    let sizeBytes = 0;
    for (const topic of this.#pending) {
      const topicBytes = Buffer.byteLength(JSON.stringify(topic)) + 1;
      if (topics.length > 0 && sizeBytes + topicBytes > PAYLOAD_BYTES_MAX) {
        payloads.push(JSON.stringify({ from, topics }));
        topics = [];
        sizeBytes = 0;
      }
      topics.push(topic);
      sizeBytes += topicBytes;
    }
    payloads.push(JSON.stringify({ from, topics }));
    this.#pending = new Set();
    return payloads;
  }

  #hear(payload: string, client: Client): void {
    const read = payloadSchema.safeParse(parseJson(payload));
    if (!read.success) return;
    const { from, topics } = read.data;
    // What others send proves nothing: behind a pooler it may come by chance, now and then.
    if (from !== this.#deps.nodeId) this.#deps.onTopics(topics);
    else if (topics.length === 0) this.#heard = client;
  }

  #lose(client: Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    clearTimeout(this.#probe);
    this.#pending.clear();
    void client.end().catch(() => undefined);
    if (this.#closed) return;
    this.#retry = setTimeout(() => void this.open(), this.#retryMs).unref();
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS_MAX);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
