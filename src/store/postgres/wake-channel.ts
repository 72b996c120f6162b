import { Client, type ClientConfig } from 'pg';
import { z } from 'zod';

const CHANNEL = 'firstframe_wake';

/** Between two NOTIFYs: committing one takes a lock that is one for the whole server, so hints are gathered. */
const PACE_MS = 10;

/** A payload may have 8000 bytes (PostgreSQL 15 manual, NOTIFY). */
const PAYLOAD_BYTES_MAX = 7500;

const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 5000;

const payloadSchema = z.object({ from: z.string(), topics: z.array(z.string()) });

/** What the channel needs. */
export interface WakeChannelDeps {
  readonly config: ClientConfig;
  /** Tells this process's own hints from others'. */
  readonly nodeId: string;
  readonly onTopics: (topics: readonly string[]) => void;
}

/**
 * Hints between processes, on a connection of their own that comes back by itself. While it is away, and behind a pooler that does not
 * pass LISTEN on, hints are lost; rows fall due all the same.
 */
export class WakeChannel {
  readonly #deps: WakeChannelDeps;
  #client: Client | undefined;
  #pending = new Set<string>();
  #sending = false;
  #closed = false;
  #retryMs = RETRY_MS_MIN;
  #retry: NodeJS.Timeout | undefined;

  constructor(deps: WakeChannelDeps) {
    this.#deps = deps;
  }

  /** Connects and listens; never rejects, for a connection that fails is tried again. */
  async open(): Promise<void> {
    if (this.#closed) return;
    const client = new Client(this.#deps.config);
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    client.on('notification', ({ payload }) => this.#hear(payload ?? ''));
    this.#client = client;
    try {
      await client.connect();
      // A hint is not worth the wait for a disk.
      await client.query(`SET synchronous_commit = off; LISTEN ${CHANNEL}`);
      this.#retryMs = RETRY_MS_MIN;
      this.#pump();
    } catch {
      this.#lose(client);
    }
  }

  /** Sends hints to the other processes, soon. */
  send(topics: readonly string[]): void {
    for (const topic of topics) this.#pending.add(topic);
    this.#pump();
  }

  /** Ends the connection; what was not sent yet is dropped. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
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
      .query(`SELECT pg_notify('${CHANNEL}', payload) FROM unnest($1::text[]) AS payload`, [payloads])
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

  #hear(payload: string): void {
    const read = payloadSchema.safeParse(parseJson(payload));
    if (read.success && read.data.from !== this.#deps.nodeId) this.#deps.onTopics(read.data.topics);
  }

  #lose(client: Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
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
