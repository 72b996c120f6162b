/**
 * Where bytes are kept: the one file that the author of a store reads. A store knows bytes and keys. Whose they are, how
 * long they stay and that two tasks share them is known by the database, which maps a SHA-256 to the key of its bytes.
 *
 * A key is `<sha256>-<copy>` (`blob-key.ts`), and each `keep` makes a new copy. So bytes that come back while their old
 * copy is being removed get another key, and the removal cannot hit them.
 *
 * Every method throws {@link BlobError} (`blob-error.ts`) and nothing else of its own; each may be called again after it.
 */
export interface BlobStore {
  /** Random, written into the store once when it is first made. The database remembers it and refuses another store. */
  readonly id: string;
  /**
   * Takes bytes in under a temporary name, or in memory while they are few, and hashes them on the way. Nothing of them can be seen
   * under a key before `keep`. What `bytes` throws is passed on as it is; half of it never stays.
   *
   * @throws BlobError `too_large`, `aborted`, `full`, `failed`
   */
  readonly stage: (bytes: AsyncIterable<Uint8Array>, options?: StageOptions) => Promise<StagedBlob>;
  /**
   * The same for a file that is ours and that nobody writes to any more: it is moved where it can be, else copied and
   * removed. Afterwards it is gone from its place, and it may be when this throws.
   */
  readonly stageFile: (path: string, options?: StageOptions) => Promise<StagedBlob>;
  /**
   * Opens bytes for reading; what is open can be read to its end though it be removed meanwhile.
   *
   * @throws BlobError `missing`, `bad_key`, `bad_range`, `failed`
   */
  readonly open: (key: string, range?: ByteRange) => Promise<OpenBlob>;
  /**
   * Lends a local file with the bytes to `use`, which must not write to it and must be done with it when it settles.
   *
   * @throws BlobError `missing`, `bad_key`, `failed`, `full`; and what `use` throws
   */
  readonly withFile: <T>(key: string, use: (path: string) => Promise<T>) => Promise<T>;
  /** Removes bytes; no error when they are gone. A crash may bring them back: then `list` finds them. */
  readonly remove: (key: string) => Promise<void>;
  /** Bytes that can still be stored; undefined where there is no such number. */
  readonly freeBytes: () => Promise<number | undefined>;
  /** Everything kept, in no order; what is kept or removed meanwhile may be missing from it. */
  readonly list: () => AsyncIterable<ListedBlob>;
  /**
   * Removes what was staged and neither kept nor discarded, by a process that has died, and has not been written to for
   * `olderThanMs`. What this store object itself has staged is spared. Answers how many there were.
   */
  readonly sweepStaged: (olderThanMs: number) => Promise<number>;
  /**
   * A line of text that is kept beside the blobs, and comes in no copy of them: what the database is held against when it may have come out
   * of a backup. `read` answers `undefined` where nothing was written. Absent: a store that keeps none.
   *
   * @throws BlobError `full`, `failed`
   */
  readonly mark?: { readonly read: () => Promise<string | undefined>; readonly write: (text: string) => Promise<void> };
  /**
   * Makes a URL by which anybody who has it may GET the bytes until it expires, from the store itself and not through us. Only GET: HEAD is
   * another call to a signature. It is made from the key alone, so the bytes may be missing. Absent: a store that nobody else reaches.
   *
   * @throws BlobError `bad_key`; `failed` for a life that the service cannot give
   */
  readonly presign?: (key: string, options: PresignOptions) => Promise<string>;
}

/** How a presigned URL is to be. */
export interface PresignOptions {
  /** From now, in ms; whole seconds of it count. At S3 a week at most, and no longer than credentials that expire. */
  readonly expiresInMs: number;
  /** What the answer says that the bytes are: `image/png`. */
  readonly mediaType: string;
}

/** Limits on what is taken in. */
export interface StageOptions {
  /** Most bytes; undefined: as many as there is room for. */
  readonly maxBytes?: number;
  /** Stops the taking in, with `aborted`. */
  readonly signal?: AbortSignal;
}

/** Bytes that are written and hashed and wait for a decision: `keep` or `discard`, one of which must be called. */
export interface StagedBlob {
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Makes the bytes durable under a new key and answers with it. Called again, it answers the same. Not after `discard`. */
  readonly keep: () => Promise<string>;
  /** Forgets the bytes, unless they have been kept. May be called twice. */
  readonly discard: () => Promise<void>;
}

/** A part of the bytes: from `start` to `end`, both included, counted from 0. An `end` past the last byte means the last. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Bytes that are being read. Read them to their end, leave the loop, or close: until then something is held open. */
export interface OpenBlob {
  /** Can be read once. Throws BlobError `failed` where there are fewer bytes than there were. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Of the whole, whatever the range. */
  readonly sizeBytes: number;
  /** Lets go without reading on. May be called twice. */
  readonly close: () => Promise<void>;
}

/** One of the blobs that are there. */
export interface ListedBlob {
  readonly key: string;
  readonly sizeBytes: number;
  /** When it was last written, ms since 1970. Young ones may be about to get their row in the database: leave them be. */
  readonly modifiedAtMs: number;
}
