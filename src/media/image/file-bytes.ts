import { open } from 'node:fs/promises';

/** A file of which single places are read, without ever holding it whole. */
export interface FileBytes {
  readonly sizeBytes: number;
  /** The bytes at a place; fewer, or none, where the file ends before. */
  read(at: number, lengthBytes: number): Promise<Buffer>;
}

/** Opens a file, hands it to `use`, and closes it whatever happens. Fails as `fs.open` does. */
export async function withFileBytes<Result>(path: string, use: (file: FileBytes) => Promise<Result>): Promise<Result> {
  const handle = await open(path);
  try {
    const { size: sizeBytes } = await handle.stat();
    return await use({
      sizeBytes,
      async read(at, lengthBytes) {
        const length = Math.max(0, Math.min(lengthBytes, sizeBytes - at));
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
        return buffer.subarray(0, bytesRead);
      },
    });
  } finally {
    await handle.close();
  }
}
