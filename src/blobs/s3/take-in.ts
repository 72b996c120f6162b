import { createHash, type Hash } from 'node:crypto';
import { blobTooLarge } from '../blob-error.js';
import type { StageOptions } from '../blobs.js';
import { countBytes, type TakenIn } from '../count-bytes.js';
import { stoppable } from '../stoppable.js';
import type { S3Client } from './calls/s3-client.js';
import { beginUpload, type MultipartUpload } from './calls/multipart-upload.js';
import { type HashedBytes, putObject } from './calls/objects.js';

/** What was taken in, and where it waits: in memory, or as an object under the temporary name. */
export type TakenToS3 = TakenIn & { readonly held: Uint8Array | undefined };

/** How much is held in memory, and how the rest is sent. */
export interface TakeInSizes {
  /** Size of a part; at least 5 MiB at a real service. */
  readonly partBytes: number;
  /** Up to so many bytes wait in memory: they are written once, under their key, when they are kept. */
  readonly heldBytes: number;
}

/** What is usual. */
export const TAKE_IN_SIZES: TakeInSizes = { partBytes: 8 * 1024 ** 2, heldBytes: 16 * 1024 ** 2 };

/** Parts that are on their way at a time. */
const PARTS_AT_A_TIME = 3;

/** A larger object cannot be copied in one call ("Copying objects", docs.aws.amazon.com, 2025-10). */
const OBJECT_MAX_BYTES = 5 * 1024 ** 3;

/**
 * Takes bytes in, hashed on the way. What is larger than `heldBytes` is sent as a multipart upload to `name`; memory stays below
 * `heldBytes` and three parts. When this throws, nothing of them is left but what a sweep finds.
 */
export async function takeIn(
  client: S3Client,
  name: string,
  source: { readonly bytes: AsyncIterable<Uint8Array>; readonly sizes: TakeInSizes; readonly limits: StageOptions },
): Promise<TakenToS3> {
  const { sizes, limits } = source;
  const counted = countBytes({ maxBytes: Math.min(limits.maxBytes ?? OBJECT_MAX_BYTES, OBJECT_MAX_BYTES) });
  const waiting: Block[] = [];
  let sending: PartQueue | undefined;
  let filling = createBlock(sizes.partBytes);
  try {
    for await (const chunk of stoppable(source.bytes, limits.signal)) {
      counted.add(chunk);
      for (let at = 0; at < chunk.byteLength;) {
        if (filling.isFull()) {
          waiting.push(filling);
          filling = createBlock(sizes.partBytes);
          if (sending === undefined && waiting.length * sizes.partBytes >= sizes.heldBytes) {
            sending = await beginQueue(client, name, limits.signal);
          }
          if (sending !== undefined) for (const block of waiting.splice(0)) await sending.send(block.take());
        }
        at += filling.add(chunk.subarray(at));
      }
    }
    const result = counted.result();
    if (sending === undefined) {
      const blocks = [...waiting, filling].map((block) => block.take());
      const [only] = blocks;
      const isOne = only !== undefined && blocks.length === 1;
      const held = isOne
        ? only.bytes
        : Buffer.concat(
            blocks.map(({ bytes }) => bytes),
            result.sizeBytes,
          );
      if (result.sizeBytes <= sizes.heldBytes) return { ...result, held };
      await putObject(client, name, { bytes: held, sha256: result.sha256 }, limits.signal);
      return { ...result, held: undefined };
    }
    await sending.send(filling.take());
    await sending.end(result.sizeBytes);
    return { ...result, held: undefined };
  } catch (error) {
    await sending?.abort();
    throw error;
  }
}

/** Bytes of one part, copied from chunks whose memory may be used again. */
interface Block {
  readonly isFull: () => boolean;
  /** Answers how many of the bytes found room. */
  readonly add: (bytes: Uint8Array) => number;
  readonly take: () => HashedBytes;
}

const FIRST_ROOM_BYTES = 64 * 1024;

function createBlock(maxBytes: number): Block {
  const hash: Hash = createHash('sha256');
  let room: Buffer = Buffer.alloc(0);
  let sizeBytes = 0;
  return {
    isFull: () => sizeBytes === maxBytes,
    add: (bytes) => {
      const taken = bytes.subarray(0, maxBytes - sizeBytes);
      if (sizeBytes + taken.byteLength > room.byteLength) {
        const doubled = Math.max(FIRST_ROOM_BYTES, room.byteLength * 2, sizeBytes + taken.byteLength);
        const larger = Buffer.allocUnsafeSlow(Math.min(maxBytes, doubled));
        room.copy(larger, 0, 0, sizeBytes);
        room = larger;
      }
      room.set(taken, sizeBytes);
      sizeBytes += taken.byteLength;
      hash.update(taken);
      return taken.byteLength;
    },
    take: () => ({ bytes: room.subarray(0, sizeBytes), sha256: hash.digest('hex') }),
  };
}

/** Sends parts side by side. */
interface PartQueue {
  /** Waits for a place. @throws BlobError of this part or of an earlier one */
  readonly send: (part: HashedBytes) => Promise<void>;
  readonly end: (sizeBytes: number) => Promise<void>;
  /** Lets go of everything; never throws. */
  readonly abort: () => Promise<void>;
}

/** S3 takes no more of them. */
const PARTS_MAX = 10_000;

async function beginQueue(client: S3Client, name: string, signal: AbortSignal | undefined): Promise<PartQueue> {
  const stop = new AbortController();
  const upload: MultipartUpload = await beginUpload(
    client,
    name,
    signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]),
  );
  const underWay = new Set<Promise<void>>();
  let sent = 0;
  let failed: { readonly error: unknown } | undefined;
  const check = (): void => {
    if (failed !== undefined) throw failed.error;
  };
  return {
    async send(part) {
      while (underWay.size >= PARTS_AT_A_TIME) await Promise.race(underWay);
      check();
      sent += 1;
      if (sent > PARTS_MAX) throw blobTooLarge(OBJECT_MAX_BYTES);
      const sending: Promise<void> = upload
        .sendPart(sent, part)
        .catch((error: unknown) => {
          failed ??= { error };
        })
        .finally(() => underWay.delete(sending));
      underWay.add(sending);
    },
    async end(sizeBytes) {
      await Promise.all(underWay);
      check();
      await upload.complete(sizeBytes);
    },
    async abort() {
      stop.abort(new Error('the upload was given up'));
      await Promise.all(underWay);
      await upload.abort();
    },
  };
}
