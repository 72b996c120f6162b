import { NetError } from './net-error.js';

/**
 * Reads a body into memory, at most `maxBytes` of it, whatever the call's own cap was.
 * @throws NetError `too_large`, and whatever the body itself throws; the connection is let go of in every case.
 */
export async function readBody(
  response: { readonly body: AsyncIterable<Uint8Array>; readonly url: string },
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) {
      const { origin } = new URL(response.url);
      throw new NetError(`The answer of ${origin} is larger than ${maxBytes} bytes`, {
        reason: 'too_large',
        retryable: false,
        sent: true,
        origin,
        todo: 'Serve something smaller.',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, sizeBytes);
}
