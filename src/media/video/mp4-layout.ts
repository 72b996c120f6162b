import { open, type FileHandle } from 'node:fs/promises';

/** How an MP4 or MOV file lies on the disk. */
export interface Mp4Layout {
  /** Where the index (`moov`) is: before the media a player can begin at once; after them it must have the whole file. */
  readonly moov: 'before_mdat' | 'after_mdat' | 'none';
  /** The file ends inside a box: it is not all there. */
  readonly truncated: boolean;
  /** The index comes in pieces (`moof`), as in streaming. */
  readonly fragmented: boolean;
}

/** A file has a handful of boxes at its top, a fragmented one two a fragment; more are a way to make a reader busy. */
const MAX_BOXES = 10_000;

/**
 * Walks the boxes at the top of a file (ISO/IEC 14496-12, section 4.2): a size of 32 bits, four letters, and, where the
 * size is 1, a size of 64 bits; size 0 goes to the end of the file. Nothing inside a box is read, so a box may claim any
 * size and costs one read.
 */
export async function readMp4Layout(path: string): Promise<Mp4Layout> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return await walk(file, size);
  } finally {
    await file.close();
  }
}

async function walk(file: FileHandle, fileSize: number): Promise<Mp4Layout> {
  let moov: Mp4Layout['moov'] = 'none';
  let sawMedia = false;
  let fragmented = false;
  let position = 0;
  for (let boxes = 0; boxes < MAX_BOXES && position < fileSize; boxes++) {
    const box = await readBox(file, position, fileSize);
    if (box === undefined) return { moov, truncated: true, fragmented };
    if (box.type === 'mdat') sawMedia = true;
    if (box.type === 'moof') fragmented = true;
    if (box.type === 'moov' && moov === 'none') moov = sawMedia ? 'after_mdat' : 'before_mdat';
    position = box.end;
  }
  return { moov, truncated: position > fileSize, fragmented };
}

interface Box {
  readonly type: string;
  /** Where the next one begins, in bytes. Always further than where this one began. */
  readonly end: number;
}

/** Undefined where there is no room for a box, or its size is smaller than its own header. */
async function readBox(file: FileHandle, position: number, fileSize: number): Promise<Box | undefined> {
  const header = new DataView(new ArrayBuffer(16));
  const { bytesRead } = await file.read(new Uint8Array(header.buffer), 0, 16, position);
  if (bytesRead < 8) return undefined;
  const type = String.fromCharCode(...new Uint8Array(header.buffer, 4, 4));
  const short = header.getUint32(0);
  if (short === 0) return { type, end: fileSize };
  if (short !== 1) return short < 8 ? undefined : { type, end: position + short };
  if (bytesRead < 16) return undefined;
  const long = header.getBigUint64(8);
  // Beyond 2^53 a number is not exact, and no file is so large: the end is past the file's end either way.
  if (long < 16n) return undefined;
  return { type, end: position + Number(long) };
}
