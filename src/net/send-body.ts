import type { ClientRequest } from 'node:http';

/**
 * Sends a body as it is made, no faster than the other side takes it, and ends the request. Ends without a word when the
 * request is over before, as after an answer that came early.
 *
 * @throws `ERR_HTTP_CONTENT_LENGTH_MISMATCH` where the body is not as long as was said; what the body throws
 */
export async function sendBody(
  request: ClientRequest,
  body: AsyncIterable<Uint8Array>,
  sizeBytes: number | undefined,
): Promise<void> {
  let sentBytes = 0;
  for await (const chunk of body) {
    if (request.destroyed) return;
    sentBytes += chunk.byteLength;
    if (sizeBytes !== undefined && sentBytes > sizeBytes) throw wrongLength(sentBytes, sizeBytes);
    if (!request.write(chunk)) await untilRoom(request);
  }
  if (sizeBytes !== undefined && sentBytes !== sizeBytes) throw wrongLength(sentBytes, sizeBytes);
  request.end();
}

function untilRoom(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      request.off('drain', settle).off('close', settle);
      resolve();
    };
    if (request.closed) resolve();
    else request.on('drain', settle).on('close', settle);
  });
}

/** The error of a body that is not as long as its `content-length`. */
export function wrongLength(bodyBytes: number, announcedBytes: number): Error {
  const error = new Error(`the body has ${bodyBytes} bytes, and ${announcedBytes} were announced`);
  return Object.assign(error, { code: 'ERR_HTTP_CONTENT_LENGTH_MISMATCH' });
}
