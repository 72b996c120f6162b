import { assetUrlOf } from '../contract/asset.js';
import type { NamedStill } from '../models/model-facts.js';
import type { CreateOutcome } from '../store/operations/create-task.js';
import { createAsset } from './storage/create-asset.js';
import { type Input, readAt, writeAt } from './still-places.js';
import type { TaskDeps } from './task-deps.js';

/** An input whose stills are all references, or why it cannot be one. */
export type KeptInput =
  | { readonly kind: 'kept'; readonly input: Input; readonly assetIds: readonly string[] }
  | { readonly kind: 'not_kept'; readonly outcome: CreateOutcome }
  | { readonly kind: 'refused'; readonly message: string; readonly field: string };

/** An input, and where its stills are. */
export interface InputToKeep {
  readonly accountId: string;
  readonly input: Input;
  readonly stills: readonly Pick<NamedStill, 'field'>[];
}

/** A scheme is the same in capitals (RFC 3986, section 3.1). */
const ASSET_URL = /^asset:\/\/(.+)$/i;
const DATA_URI = /^data:([^;,]*)((?:;[^;,]*)*),/i;
const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

/** Bytes of a still in a data URI; the body limit is below it, this holds whatever calls next. */
const MAX_BYTES = 24 * 1024 ** 2;

/** An asset that no task refers to goes after a day. */
const KEEP_MS = 86_400_000;

/**
 * Makes an asset of each data URI, before there is a row: rows stay small, and the bytes are durable when the task is. `findObstacle`
 * is asked first, so that a request that will be refused does not leave its megabytes for a day. Assets are named as `asset://…`
 * afterwards, however they were written.
 */
export async function keepDataUris(
  deps: Pick<TaskDeps, 'store' | 'blobs' | 'nowMs'>,
  { accountId, input, stills }: InputToKeep,
  findObstacle: () => Promise<CreateOutcome | undefined>,
): Promise<KeptInput> {
  let replaced = input;
  const assetIds: string[] = [];
  let asked = false;
  for (const { field } of stills) {
    const url = readAt(input, field);
    if (typeof url !== 'string') continue;
    const asset = ASSET_URL.exec(url)?.[1];
    if (asset !== undefined) {
      assetIds.push(asset);
      replaced = writeAt(replaced, field, assetUrlOf(asset));
    }
    if (!/^data:/i.test(url)) continue;
    const bytes = bytesOf(url);
    if (bytes === undefined) {
      const message = `${field}: the data URI cannot be read. Write data:image/jpeg;base64,… with whole base64, or upload the file.`;
      return { kind: 'refused', message, field };
    }
    if (!asked) {
      asked = true;
      const outcome = await findObstacle();
      if (outcome !== undefined) return { kind: 'not_kept', outcome };
    }
    const made = await createAsset(deps, {
      accountId,
      name: field,
      bytes: oneChunk(bytes),
      maxBytes: MAX_BYTES,
      keepMs: KEEP_MS,
    });
    replaced = writeAt(replaced, field, made.id);
    const id = ASSET_URL.exec(made.id)?.[1];
    if (id !== undefined) assetIds.push(id);
  }
  return { kind: 'kept', input: replaced, assetIds: [...new Set(assetIds)] };
}

function bytesOf(uri: string): Uint8Array | undefined {
  const head = DATA_URI.exec(uri);
  if (head === null) return undefined;
  const data = uri.slice(head[0].length);
  if (!/;base64$/i.test(head[2] ?? '')) return undefined;
  return BASE64.test(data) && data !== '' ? Buffer.from(data, 'base64') : undefined;
}

// eslint-disable-next-line @typescript-eslint/require-await -- a body in one piece, where a stream is taken
async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
