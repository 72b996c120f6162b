import { FFmpegError, Packet } from 'node-av/lib';
import { AVERROR_EOF, AV_PKT_FLAG_CORRUPT, AV_PKT_FLAG_DISCARD } from 'node-av/constants';
import type { ClipLimits } from './clip-limits.js';
import { NO_TIME, refuseExcess } from './decode-clip.js';
import type { OpenClip } from './open-clip.js';

/** What the packets of a clip say of its time, without decoding one. */
export interface PacketLog {
  /** Takes the next packet of any stream. */
  note(packet: Packet): void;
  /** When the packets of pictures are shown, in the order of the file; those an edit list leaves out are not there. */
  readonly shownSec: readonly number[];
  /** How long the picture that is shown last is shown; undefined where the clip does not say. */
  lastSec(): number | undefined;
  /** Where the stream that goes on longest ends, on the clip's own clock. */
  endSec(): number;
}

/** Makes an empty log. */
export function createPacketLog(clip: OpenClip): PacketLog {
  const ticks = clip.format.streams.map(({ timeBase }) => timeBase.num / timeBase.den);
  const shownSec: number[] = [];
  let endSec = -Infinity;
  let last: { readonly atSec: number; readonly durationSec: number | undefined } | undefined;
  return {
    shownSec,
    note(packet) {
      const tickSec = ticks[packet.streamIndex];
      const time = packet.pts === NO_TIME ? packet.dts : packet.pts;
      if (tickSec === undefined || time === NO_TIME || packet.hasFlags(AV_PKT_FLAG_DISCARD)) return;
      const atSec = Number(time) * tickSec;
      const durationSec = packet.duration > 0n ? Number(packet.duration) * tickSec : undefined;
      endSec = Math.max(endSec, atSec + (durationSec ?? 0));
      if (packet.streamIndex !== clip.video.index) return;
      shownSec.push(atSec);
      if (last === undefined || atSec >= last.atSec) last = { atSec, durationSec };
    },
    lastSec: () => last?.durationSec,
    endSec: () => endSec,
  };
}

/** Reads a clip's packets to the end, from where its reader stands. @throws MediaError `limit` as `decodeClip` does. */
export async function readPackets(
  clip: OpenClip,
  limits: ClipLimits,
  log: PacketLog,
  onDamage: (fact: string) => void,
): Promise<void> {
  const packet = new Packet();
  packet.alloc();
  try {
    for (;;) {
      const status = await clip.format.readFrame(packet);
      if (status === AVERROR_EOF) return;
      if (status < 0) {
        onDamage(`the file cannot be read on (${FFmpegError.strerror(status)})`);
        return;
      }
      if (packet.hasFlags(AV_PKT_FLAG_CORRUPT)) onDamage('a packet is cut short');
      log.note(packet);
      packet.unref();
      const { shownSec } = log;
      refuseExcess(clip.path, shownSec.length, (shownSec.at(-1) ?? 0) - (shownSec[0] ?? 0), limits);
    }
  } finally {
    packet.free();
  }
}
