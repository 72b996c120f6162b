import { closed, type HostWork, type StillToHost, USE_SMALLER, type WayOutcome } from './way.js';

/** The way inside the request itself. `undefined`: this vendor takes none. @throws BlobError */
export async function byDataUri(still: StillToHost, work: HostWork): Promise<WayOutcome | undefined> {
  const limits = work.provider.stillTransport?.dataUri;
  if (limits === undefined) return undefined;
  const { blobKey, sizeBytes, mediaType } = still;
  const head = `data:${mediaType};base64,`;
  const chars = head.length + 4 * Math.ceil(sizeBytes / 3);
  if (chars > limits.maxChars) {
    return closed(`As a data URI it has ${chars} characters, and ${limits.maxChars} are taken.`, USE_SMALLER);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await work.blobs.open(blobKey)).bytes) chunks.push(chunk);
  return { kind: 'hosted', url: head + Buffer.concat(chunks).toString('base64') };
}
