/** A body's bytes, or that it has more than `maxBytes`; then the rest is not read. Rejects as the stream does. */
export async function readCappedBody(
  request: Request,
  maxBytes: number,
): Promise<{ readonly kind: 'read'; readonly bytes: Uint8Array } | { readonly kind: 'too_large' }> {
  const { body } = request;
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) {
    await body?.cancel();
    return { kind: 'too_large' };
  }
  if (body === null) return { kind: 'read', bytes: new Uint8Array(0) };
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const chunk = next.value;
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) {
      await reader.cancel();
      return { kind: 'too_large' };
    }
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return { kind: 'read', bytes };
}
