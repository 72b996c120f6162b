/** FFmpeg's own answer to the question of what lies between two stills: its filter `minterpolate`, from the FFmpeg inside node-av. */
import { AVERROR_EAGAIN, AVERROR_EOF, AV_PIX_FMT_GRAY8 } from 'node-av/constants';
import { FFmpegError, Filter, FilterGraph, Frame, Rational } from 'node-av/lib';
import { roundPlane } from './plane.js';

/**
 * @typedef {import('./plane.js').Plane} Plane
 * @typedef {import('node-av/lib').FilterContext} FilterContext
 */

/** Motion estimated both ways, blocks that overlap and divide: the most it can do. Two stills are no cut, whatever it takes them for. */
const OPTIONS = 'mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1:scd=none';

/** The filter looks a frame back and a frame on, so each end is shown this often; the way lies between the last of the one and the first of the other. */
const REPEATS = 3;

/**
 * The luma of the frames between two stills, at 1/steps to (steps − 1)/steps of the way.
 * @param {Plane} first
 * @param {Plane} last of the same size
 * @param {number} steps
 * @returns {Promise<Plane[]>}
 */
export async function minterpolate(first, last, steps) {
  const graph = new FilterGraph();
  graph.alloc();
  try {
    const { source, sink } = await openGraph(graph, first, steps);
    /** @type {Plane[]} */
    const frames = [];
    for (let index = 0; index < 2 * REPEATS; index++) {
      const frame = toFrame(index < REPEATS ? first : last, BigInt(index));
      must(await source.buffersrcAddFrame(frame), 'give a frame to minterpolate');
      frame.free();
      await drain(sink, frames);
    }
    must(await source.buffersrcAddFrame(null), 'end the input of minterpolate');
    await drain(sink, frames);
    const begin = (REPEATS - 1) * steps;
    return frames.slice(begin + 1, begin + steps);
  } finally {
    graph.free();
  }
}

/**
 * @param {FilterGraph} graph
 * @param {Plane} plane
 * @param {number} steps
 */
async function openGraph(graph, { widthPx, heightPx }, steps) {
  const picture = `video_size=${widthPx}x${heightPx}:pix_fmt=gray:time_base=1/1:frame_rate=1/1:pixel_aspect=1/1`;
  const source = create(graph, 'buffer', picture);
  const filter = create(graph, 'minterpolate', `fps=${steps}:${OPTIONS}`);
  const sink = create(graph, 'buffersink');
  must(source.link(0, filter, 0), 'lead frames to minterpolate');
  must(filter.link(0, sink, 0), 'lead frames from minterpolate');
  must(await graph.config(), 'set up minterpolate');
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
async function drain(sink, frames) {
  const frame = new Frame();
  frame.alloc();
  try {
    for (;;) {
      const status = await sink.buffersinkGetFrame(frame);
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
 * Luma alone, which is all that the filter looks for motion in.
 * @param {Plane} plane
 * @param {bigint} pts
 */
function toFrame(plane, pts) {
  const { bytes, widthPx, heightPx } = roundPlane(plane);
  const props = { width: widthPx, height: heightPx, format: AV_PIX_FMT_GRAY8, timeBase: new Rational(1, 1) };
  return Frame.fromVideoBuffer(Buffer.from(bytes), { ...props, pts });
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
