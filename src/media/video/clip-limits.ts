/** What a clip may be for it to be read. A limit stops a file that claims, or turns out, to be more. */
export interface ClipLimits {
  /** Pixels of a frame. */
  readonly maxPixels: number;
  /** Frames decoded of one clip. */
  readonly maxFrames: number;
  /** Seconds between the first and the last frame. */
  readonly maxDurationSec: number;
}

/**
 * Models answer with 1 to 20 s of at most 4096×2304; this leaves room for what people hold against them. 4096×4096 is
 * also what a decoder can hold with all its reference frames inside the pool's memory limit.
 */
export const CLIP_LIMITS: ClipLimits = { maxPixels: 4096 * 4096, maxFrames: 36_000, maxDurationSec: 600 };

/** Streams of every kind in a file; FFmpeg's own default is 1000. */
export const MAX_STREAMS = 16;

/** Bytes that may be read to find out what the streams are; FFmpeg's default, said so that it stays. */
export const PROBE_BYTES = 5_000_000;

/** How much of the clip's time may be read for it, in µs; FFmpeg's default for most formats. */
export const PROBE_DURATION_US = 5_000_000;

/**
 * FFmpeg's names of the decoders that may run: what image-to-video services deliver (H.264, sometimes HEVC, AV1 or VP9)
 * and the sound that goes with it. Each is fuzzed by OSS-Fuzz; the other five hundred are attack surface.
 */
export const VIDEO_DECODERS: readonly string[] = ['h264', 'hevc', 'libdav1d', 'vp9', 'vp8'];

/** As {@link VIDEO_DECODERS}, for sound. */
export const AUDIO_DECODERS: readonly string[] = ['aac', 'mp3float', 'opus', 'vorbis', 'flac', 'pcm_s16le'];
