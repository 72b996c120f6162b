import { Codec, CodecContext, Dictionary, Frame, Packet, SoftwareScaleContext } from 'node-av/lib';
import {
  AVCOL_PRI_UNSPECIFIED,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_RGB,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_UNSPECIFIED,
  AV_CODEC_ID_HEVC,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV420P10LE,
  AV_PIX_FMT_YUV422P,
  AV_PIX_FMT_YUV444P,
  AV_PIX_FMT_YUVJ420P,
  AV_PIX_FMT_YUVJ422P,
  AV_PIX_FMT_YUVJ444P,
  type AVColorSpace,
  type AVPixelFormat,
} from 'node-av/constants';
import type { SizePx } from '../../../contract/framing.js';
import { PIXELS_MAX } from '../pixel-limit.js';
import { unreadColourError, unreadPrimaries, unreadTransfer } from './coded-colour.js';
import type { HeicPicture, HevcTile } from './heic-picture.js';

/** Formats that say by themselves that they are full range, and the plain ones that are told it apart. */
const PLAIN_FORMATS: ReadonlyMap<number, AVPixelFormat> = new Map([
  [AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUV420P],
  [AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUV422P],
  [AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUV444P],
]);

/** Bytes a sample, and by how many bits chroma is smaller than luma, of the formats that cameras write tiles in. */
const TILE_LAYOUTS: ReadonlyMap<number, { readonly bytes: number; readonly shift: number }> = new Map([
  [AV_PIX_FMT_YUV420P, { bytes: 1, shift: 1 }],
  [AV_PIX_FMT_YUV420P10LE, { bytes: 2, shift: 1 }],
  [AV_PIX_FMT_YUV444P, { bytes: 1, shift: 0 }],
]);

/**
 * Decodes a HEIC picture to RGB of its own colours (three bytes a pixel, rows one after the other; uncut and unturned). Tiles are
 * put together before they become RGB, so that chroma is interpolated across their seams. Rejects when one is damaged, when they do
 * not cover the picture, and when their colours cannot be brought to sRGB.
 */
export async function decodeHevc(picture: HeicPicture): Promise<Buffer> {
  const { widthPx, heightPx } = picture.size;
  const coded = await decodeCoded(picture);
  const rgb = createFrame(AV_PIX_FMT_RGB24, widthPx, heightPx);
  const scaler = new SoftwareScaleContext();
  try {
    if (coded.width < widthPx || coded.height < heightPx) {
      throw new Error(`a picture of ${coded.width}×${coded.height} that says it is ${widthPx}×${heightPx}`);
    }
    // Coders work in blocks: a picture of odd size may come with a column and a row that are not part of it.
    coded.width = widthPx;
    coded.height = heightPx;
    rgb.colorSpace = AVCOL_SPC_RGB;
    rgb.colorRange = AVCOL_RANGE_JPEG;
    scaler.allocContext();
    must(scaler.setOption('sws_flags', 'bilinear+full_chroma_int+accurate_rnd'), 'set up the conversion to RGB');
    must(await scaler.scaleFrame(rgb, coded), 'convert to RGB');
    coded.free();
    return rgb.toBuffer();
  } finally {
    coded.free();
    rgb.free();
    scaler.freeContext();
  }
}

/** The whole picture as coded, with its colours told as the file tells them; the coded pictures' own word comes second. */
async function decodeCoded(picture: HeicPicture): Promise<Frame> {
  const { tiles, columns, size, colour } = picture;
  let whole: Frame | undefined;
  let tileSize: SizePx | undefined;
  for (const [index, tile] of tiles.entries()) {
    const frame = await decodeTile(tile);
    const plain = PLAIN_FORMATS.get(frame.format);
    const isFull = plain !== undefined || frame.colorRange === AVCOL_RANGE_JPEG;
    if (plain !== undefined) frame.format = plain;
    if (whole === undefined || tileSize === undefined) {
      refuseUnread(picture, frame);
      tileSize = { widthPx: frame.width, heightPx: frame.height };
      refuseGaps(tileSize, picture);
      whole = tiles.length === 1 ? frame : createCanvas(frame.format as AVPixelFormat, size);
      const matrix = [colour?.matrix, frame.colorSpace].find(
        (known) => known !== undefined && known !== AVCOL_SPC_UNSPECIFIED,
      );
      whole.colorSpace = (matrix ?? AVCOL_SPC_SMPTE170M) as AVColorSpace;
      whole.colorRange = (colour?.fullRange ?? isFull) ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    }
    if (whole === frame) return whole;
    // ISO/IEC 23008-12 §6.6.2.3.1: the tiles of a grid are equal in size. Were they not, they would leave gaps.
    if (frame.width !== tileSize.widthPx || frame.height !== tileSize.heightPx) {
      throw new Error(`tiles of ${tileSize.widthPx}×${tileSize.heightPx} and ${frame.width}×${frame.height}`);
    }
    paste(frame, whole, (index % columns) * frame.width, Math.floor(index / columns) * frame.height);
    frame.free();
  }
  if (whole === undefined) throw new Error('a picture without tiles');
  return whole;
}

/** Throws where the tiles, put side by side, do not reach the picture's right or lower edge. */
function refuseGaps(tile: SizePx, { tiles, columns, size }: HeicPicture): void {
  const rows = tiles.length / columns;
  if (columns * tile.widthPx >= size.widthPx && rows * tile.heightPx >= size.heightPx) return;
  throw new Error(
    `${columns}×${rows} tiles of ${tile.widthPx}×${tile.heightPx} for a picture of ${size.widthPx}×${size.heightPx}`,
  );
}

/** Throws for colours that cannot be brought to sRGB, which the coded picture may be alone in telling. */
function refuseUnread({ colour, icc, isDisplayP3 }: HeicPicture, frame: Frame): void {
  const told = (of: 'primaries' | 'transfer', coded: number): number => {
    const found = colour?.[of];
    return found === undefined || found === AVCOL_PRI_UNSPECIFIED ? coded : found;
  };
  const hasProfile = icc !== undefined || isDisplayP3;
  const unread =
    unreadTransfer({ transfer: told('transfer', frame.colorTrc) }) ??
    (hasProfile ? undefined : unreadPrimaries({ primaries: told('primaries', frame.colorPrimaries) }));
  if (unread !== undefined) throw unreadColourError(unread);
}

/** One picture through a decoder of its own: nothing of the tile before can be left in it. */
async function decodeTile({ config, read }: HevcTile): Promise<Frame> {
  const codec = Codec.findDecoder(AV_CODEC_ID_HEVC);
  if (codec === null) throw new Error('the HEVC decoder is missing from the installed node-av');
  const context = new CodecContext();
  const packet = new Packet();
  const frame = new Frame();
  try {
    context.allocContext3(codec);
    context.extraData = config;
    // Threads of its own cost each of fifty tiles more than they save.
    context.threadCount = 1;
    // A coded picture may be larger than all that the file says of it.
    must(await context.open2(codec, Dictionary.fromObject({ max_pixels: PIXELS_MAX })), 'open the HEVC decoder');
    packet.alloc();
    packet.data = read();
    frame.alloc();
    must(await context.sendPacket(packet), 'decode a tile');
    must(await context.sendPacket(null), 'decode a tile');
    must(await context.receiveFrame(frame), 'decode a tile');
    if (frame.decodeErrorFlags !== 0) throw new Error('a tile with errors');
    return frame;
  } catch (error) {
    frame.free();
    throw error;
  } finally {
    packet.free();
    context.freeContext();
  }
}

/** Copies a tile's planes to a place in the whole; what reaches over its right and lower edge is left out. */
function paste(tile: Frame, whole: Frame, x: number, y: number): void {
  const layout = TILE_LAYOUTS.get(tile.format);
  if (layout === undefined || tile.format !== whole.format) throw new Error(`tiles of pixel format ${tile.format}`);
  for (const plane of [0, 1, 2]) {
    const shift = plane === 0 ? 0 : layout.shift;
    const shrink = (px: number): number => (px + shift) >> shift;
    const [from, to] = [tile.data?.[plane], whole.data?.[plane]];
    const [fromStride, toStride] = [tile.linesize[plane] ?? 0, whole.linesize[plane] ?? 0];
    const lengthBytes = (Math.min(shrink(x + tile.width), shrink(whole.width)) - shrink(x)) * layout.bytes;
    const rows = Math.min(shrink(y + tile.height), shrink(whole.height)) - shrink(y);
    for (let row = 0; row < rows && lengthBytes > 0; row++) {
      const at = (shrink(y) + row) * toStride + shrink(x) * layout.bytes;
      if (to !== undefined) from?.copy(to, at, row * fromStride, row * fromStride + lengthBytes);
    }
  }
}

/** Cleared: memory comes as it was left, with the pixels of another still. */
function createCanvas(format: AVPixelFormat, { widthPx, heightPx }: SizePx): Frame {
  const canvas = createFrame(format, widthPx, heightPx);
  for (const plane of canvas.data ?? []) plane.fill(0);
  return canvas;
}

function createFrame(format: AVPixelFormat, widthPx: number, heightPx: number): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.format = format;
  frame.width = widthPx;
  frame.height = heightPx;
  must(frame.allocBuffer(), 'allocate a picture');
  return frame;
}

function must(status: number, doing: string): void {
  if (status < 0) throw new Error(`could not ${doing} (${status})`);
}
