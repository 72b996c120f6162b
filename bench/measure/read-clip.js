/** Reads clips straight through node-av's low-level calls, beside the product's own decoder. */
import { AVERROR_EAGAIN, AVERROR_EOF, AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, FormatContext, Frame, Packet } from 'node-av/lib';

/**
 * @typedef {import('./plane.js').Plane} Plane
 */

/**
 * The luma of every frame of a clip, in the order of showing.
 * @param {string} path
 * @returns {AsyncGenerator<Plane, void, undefined>}
 */
export async function* readLuma(path) {
  const input = new FormatContext();
  must(await input.openInput(path), 'open the clip');
  must(await input.findStreamInfo(null), 'read its streams');
  const index = input.findBestStream(AVMEDIA_TYPE_VIDEO);
  const stream = input.streams[index];
  const codec = stream === undefined ? null : Codec.findDecoder(stream.codecpar.codecId);
  if (stream === undefined || codec === null) throw new Error(`${path} has no video that can be decoded.`);
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  must(decoder.parametersToContext(stream.codecpar), 'set up the decoder');
  must(await decoder.open2(codec), 'open the decoder');
  const packet = new Packet();
  const frame = new Frame();
  packet.alloc();
  frame.alloc();
  try {
    for (let atEnd = false; !atEnd;) {
      packet.unref();
      const read = await input.readFrame(packet);
      atEnd = read === AVERROR_EOF;
      if (!atEnd) must(read, 'read a packet');
      if (!atEnd && packet.streamIndex !== index) continue;
      must(await decoder.sendPacket(atEnd ? null : packet), 'decode');
      for (;;) {
        const received = await decoder.receiveFrame(frame);
        if (received === AVERROR_EAGAIN || received === AVERROR_EOF) break;
        must(received, 'decode');
        yield lumaOf(frame);
        frame.unref();
      }
    }
  } finally {
    frame.free();
    packet.free();
    decoder.freeContext();
    await input.closeInput();
  }
}

/**
 * @param {Frame} frame
 * @returns {Plane}
 */
function lumaOf(frame) {
  const [luma] = frame.data ?? [];
  const [stride] = frame.linesize;
  if (luma === undefined || stride === undefined) throw new Error('A decoded frame has no memory.');
  const { width: widthPx, height: heightPx } = frame;
  const data = new Float32Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) data.set(luma.subarray(y * stride, y * stride + widthPx), y * widthPx);
  return { data, widthPx, heightPx };
}

/**
 * @param {number} status
 * @param {string} doing
 */
function must(status, doing) {
  if (status < 0) throw new Error(`Could not ${doing}: ${FFmpegError.strerror(status)}`);
}
