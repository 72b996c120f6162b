import type { FileBytes } from './file-bytes.js';
import { findIsoBox, ISO_BOX_HEADER_BYTES, readIsoBoxes, readIsoBoxHeader, type IsoBox } from './iso-boxes.js';
import type { OpenableFormat } from './sniff-image.js';

/** What the container tells that sharp does not, without decoding a pixel. */
export interface ContainerFacts {
  /** Frames of an animation that sharp shows the first of without a word; undefined where sharp counts them. */
  readonly frameCount?: number;
  /** Whether the mark that ends the file is where it should be. `false` is a suspicion, not a proof. */
  readonly reachesEnd: boolean;
}

/** Reads {@link ContainerFacts}: a few kilobytes, whatever the size of the file. */
export async function readContainerFacts(format: OpenableFormat, file: FileBytes): Promise<ContainerFacts> {
  switch (format) {
    case 'jpeg':
      return { reachesEnd: await endHolds(file, Buffer.from([0xff, 0xd9])) };
    case 'png':
      return { frameCount: await countPngFrames(file), reachesEnd: await endHolds(file, Buffer.from('IEND')) };
    case 'avif':
    case 'heic':
      return readIsoFacts(file);
    case 'webp':
    case 'gif':
    case 'tiff':
      // WebP and GIF are refused with their header when they are cut short; TIFF has no end to look for.
      return { reachesEnd: true };
  }
}

/** Cameras and editors leave trailers behind the picture; few are longer than this. */
const TAIL_BYTES = 64 * 1024;

async function endHolds(file: FileBytes, mark: Buffer): Promise<boolean> {
  return (await file.read(Math.max(0, file.sizeBytes - TAIL_BYTES), TAIL_BYTES)).includes(mark);
}

/** Chunks that may stand before the pixels; a file with more hides something or is no picture. */
const CHUNKS_MAX = 1000;

/** PNG 3rd edition §11.3.7: an animation says so in an `acTL` chunk before the first `IDAT`. */
async function countPngFrames(file: FileBytes): Promise<number> {
  let at = 8;
  for (let count = 0; count < CHUNKS_MAX; count++) {
    const chunk = await file.read(at, 12);
    if (chunk.length < 12) return 1;
    const type = chunk.toString('latin1', 4, 8);
    if (type === 'acTL') return Math.max(1, chunk.readUInt32BE(8));
    if (type === 'IDAT') return 1;
    at += 12 + chunk.readUInt32BE(0);
  }
  return 1;
}

const BOXES_MAX = 200;
const MOVIE_BYTES_MAX = 8 * 1024 * 1024;

async function readIsoFacts(file: FileBytes): Promise<ContainerFacts> {
  let frameCount = 1;
  let at = 0;
  for (let count = 0; at < file.sizeBytes && count < BOXES_MAX; count++) {
    const header = readIsoBoxHeader(await file.read(at, ISO_BOX_HEADER_BYTES), file.sizeBytes - at);
    if (header === undefined || at + header.sizeBytes > file.sizeBytes) return { frameCount, reachesEnd: false };
    if (header.type === 'moov' && header.sizeBytes <= MOVIE_BYTES_MAX) {
      const movie = await file.read(at + header.headerBytes, header.sizeBytes - header.headerBytes);
      frameCount = Math.max(1, ...readIsoBoxes(movie).map(countSamples));
    }
    at += header.sizeBytes;
  }
  return { frameCount, reachesEnd: true };
}

/** ISO/IEC 14496-12 §8.7.3: a track's sample sizes box says how many samples there are, after version, flags and size. */
function countSamples({ type, content }: IsoBox): number {
  const sizes = type === 'trak' ? findIsoBox(content, ['mdia', 'minf', 'stbl', 'stsz']) : undefined;
  return sizes !== undefined && sizes.length >= 12 ? sizes.readUInt32BE(8) : 0;
}
