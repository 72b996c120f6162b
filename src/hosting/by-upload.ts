import type { BlobStore } from '../blobs/blobs.js';
import { ProviderError } from '../providers/provider.js';
import { closed, type HostWork, type StillToHost, USE_SMALLER, type WayOutcome } from './way.js';

/**
 * The way through the vendor's own store. `undefined`: it has none.
 * @throws BlobError; and what `hooks` stopped it with
 */
export async function byUpload(still: StillToHost, work: HostWork): Promise<WayOutcome | undefined> {
  const { provider, blobs, hooks } = work;
  const limits = provider.stillTransport?.upload;
  if (limits === undefined || provider.upload === undefined) return undefined;
  const { blobKey, sizeBytes, mediaType, name } = still;
  if (sizeBytes > limits.maxBytes) return closed(`Its own store takes ${limits.maxBytes} bytes at most.`, USE_SMALLER);
  try {
    const { url } = await provider.upload({ bytes: () => bytesOf(blobKey, blobs), sizeBytes, mediaType, name }, hooks);
    return { kind: 'hosted', url };
  } catch (error) {
    if (work.isStopped() || !(error instanceof ProviderError)) throw error;
    const { message, retryable: passes, retryAfterMs } = error;
    return closed(
      /[.!?]$/.test(message) ? message : `${message}.`,
      passes ? 'Try again.' : 'Look at the key and its account.',
      {
        passes,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      },
    );
  }
}

async function* bytesOf(blobKey: string, blobs: BlobStore): AsyncGenerator<Uint8Array> {
  const { bytes } = await blobs.open(blobKey);
  yield* bytes;
}
