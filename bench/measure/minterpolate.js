/** FFmpeg's own answer to the question of what lies between two stills: its filter `minterpolate`, from the FFmpeg inside node-av. */
import { AVERROR_EAGAIN, AVERROR_EOF, AV_PIX_FMT_GRAY8 } from 'node-av/constants';
import { FFmpegError, Filter, FilterGraph, Frame } from 'node-av/lib';
import { roundPlane } from './plane.js';

/**
 * @typedef {import('./plane.js').Plane} Plane
 * @typedef {import('node-av/lib').FilterContext} FilterContext
 */

/**
 * Motion is estimated both ways, in blocks that overlap. Two stills are no cut, whatever it takes them for. `plain` is how it is mostly
 * called; it looks for things 32 px away. `wide` is the best that was found for pairs as far apart as these, and takes four times as long.
 */
const OPTIONS = {
  plain: 'mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1:scd=none',
  wide: 'mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1:scd=none:me=umh:search_param=256',
};

/** The filter looks a frame back and a frame on, so each end is shown this often; the way lies between the last of the one and the first of the other. */
const REPEATS = 3;

/**
 * The luma of the frames between two stills, at 1/steps to (steps − 1)/steps of the way.
 * @param {Plane} first
 * @param {Plane} last of the same size
 * @param {number} steps
 * @param {keyof typeof OPTIONS} [search]
 * @returns {Plane[]}
 */
export function minterpolate(first, last, steps, search = 'plain') {
  const graph = new FilterGraph();
  graph.alloc();
  try {
    const { source, sink } = openGraph(graph, first, `fps=${steps}:${OPTIONS[search]}`);
    /** @type {Plane[]} */
    const frames = [];
    for (let index = 0; index < 2 * REPEATS; index++) {
      const frame = toFrame(index < REPEATS ? first : last, BigInt(index));
      must(source.buffersrcAddFrameSync(frame), 'give a frame to minterpolate');
      frame.free();
      drain(sink, frames);
    }
    must(source.buffersrcAddFrameSync(null), 'end the input of minterpolate');
    drain(sink, frames);
    const begin = (REPEATS - 1) * steps;
    return frames.slice(begin + 1, begin + steps);
  } finally {
    graph.free();
  }
}

/**
 * @param {FilterGraph} graph
 * @param {Plane} plane
 * @param {string} options
 */
function openGraph(graph, { widthPx, heightPx }, options) {
  const picture = `video_size=${widthPx}x${heightPx}:pix_fmt=gray:time_base=1/1:frame_rate=1/1:pixel_aspect=1/1`;
  const source = create(graph, 'buffer', picture);
  const filter = create(graph, 'minterpolate', options);
  const sink = create(graph, 'buffersink');
  must(source.link(0, filter, 0), 'lead frames to minterpolate');
  must(filter.link(0, sink, 0), 'lead frames from minterpolate');
  must(graph.configSync(), 'set up minterpolate');
  return { source, sink };
}

/**
 * @param {FilterGraph} graph
 * @param {string} name
 * @param {string} [options]
 */
function create(graph, name, options) {
  const filter = Filter.getByName(name);
  const context = filter === null ? null : graph.createFilter(filter, name, options ?? null);
  if (context === null)
    throw new Error(`The filter ${name} is missing from the installed node-av, or takes no ${options}.`);
  return context;
}

/**
 * @param {FilterContext} sink
 * @param {Plane[]} frames where they go
 */
function drain(sink, frames) {
  const frame = new Frame();
  frame.alloc();
  try {
    for (;;) {
      const status = sink.buffersinkGetFrameSync(frame);
      if (status === AVERROR_EAGAIN || status === AVERROR_EOF) return;
      must(status, 'take a frame from minterpolate');
      frames.push(lumaOf(frame));
      frame.unref();
    }
  } finally {
    frame.free();
  }
}

/**
 * Luma alone, which is all that the filter looks for motion in. Copied row by row: `Frame.fromVideoBuffer` leaves the frame leaning on
 * the buffer, which is gone while the filter still looks back at it.
 * @param {Plane} plane
 * @param {bigint} pts
 */
function toFrame(plane, pts) {
  const { bytes, widthPx, heightPx } = roundPlane(plane);
  const frame = new Frame();
  frame.alloc();
  Object.assign(frame, { format: AV_PIX_FMT_GRAY8, width: widthPx, height: heightPx, pts });
  must(frame.getBuffer(), 'allocate a frame');
  const [luma] = frame.data ?? [];
  const [stride] = frame.linesize;
  if (luma === undefined || stride === undefined) throw new Error('A frame for minterpolate has no memory.');
  for (let y = 0; y < heightPx; y++) luma.set(bytes.subarray(y * widthPx, (y + 1) * widthPx), y * stride);
  return frame;
}

/** @param {Frame} frame */
function lumaOf(frame) {
  const { width: widthPx, height: heightPx } = frame;
  return { data: Float32Array.from(frame.toBuffer()), widthPx, heightPx };
}

/**
 * @param {number} status
 * @param {string} doing
 */
function must(status, doing) {
  if (status < 0) throw new Error(`Could not ${doing}: ${FFmpegError.strerror(status)}`);
}
