import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Adjustment } from '../../contract/adjustment.js';
import type { ImageFacts } from '../../media/image/inspect-image.js';
import type { ImageEncoding } from '../../media/image/prepare-image.js';
import type { MediaPool } from '../../media/pool.js';
import type { ModelFacts, NamedStill } from '../../models/model-facts.js';
import type { StillPlan } from '../../stills/plan-still.js';
import { prepareStill } from '../../stills/prepare-still.js';
import type { PrepareWork, StillFile } from '../task-model.js';
import type { SentStill } from '../task-plan.js';
import { InputRefused } from './input-refused.js';

/** A still on its way to a file. */
export interface SentAsk {
  readonly pool: MediaPool;
  readonly role: NamedStill['role'];
  readonly file: StillFile;
  /** What it came as. */
  readonly format: ImageFacts['format'];
  readonly plan: StillPlan;
  readonly work: PrepareWork;
}

/** The still as it is sent. */
export interface SentWritten {
  readonly sent: SentStill;
  readonly adjustments: readonly Adjustment[];
}

/** A still that is larger says no more about a clip, and every way to a vendor carries this much. */
const BYTES_MAX = 10_000_000;

/**
 * Tried in this order until one fits: without loss, then at qualities at which a model sees no difference, then at those at which it
 * hardly does. (JPEG is 4:4:4 throughout: at 4:2:0 red edges bleed, and the model animates the bleeding.)
 */
const ENCODINGS: readonly ImageEncoding[] = [
  { kind: 'png' },
  ...[97, 95, 92, 88, 82].map((quality) => ({ kind: 'jpeg', quality }) as const),
];

/** Bytes that a still of this model is held to: the vendor's own limit, or ours where that is lower. */
export function sentBytesMax({ still: { maxBytes } }: ModelFacts): number {
  return Math.min(maxBytes, BYTES_MAX);
}

/**
 * Writes a still as planned and keeps it: as PNG when that fits into the vendor's bytes, else as JPEG at the highest quality that does.
 * Run again after a crash, the same bytes are kept once.
 * @throws InputRefused for a still that fits at no quality, MediaError, AppError `aborted`
 */
export async function writeSent(facts: ModelFacts, ask: SentAsk): Promise<SentWritten> {
  const { pool, role, file, plan, work } = ask;
  const maxBytes = sentBytesMax(facts);
  const folder = await mkdtemp(path.join(tmpdir(), 'firstframe-still-'));
  try {
    let smallest = Infinity;
    for (const encoding of encodingsFor(facts, ask, maxBytes)) {
      const isPng = encoding.kind === 'png';
      const name = `${role}.${isPng ? 'png' : 'jpg'}`;
      const destination = path.join(folder, name);
      const { sizeBytes } = await prepareStill(pool, file.path, plan, destination, { encoding, signal: work.signal });
      smallest = Math.min(smallest, sizeBytes);
      if (sizeBytes > maxBytes) continue;
      const mediaType = isPng ? 'image/png' : 'image/jpeg';
      const sent = await work.keepFile(role, { path: destination, mediaType, name });
      return { sent, adjustments: isPng ? [] : [asJpeg(file, plan, encoding.quality, maxBytes)] };
    }
    const repair = 'Use a smaller or calmer version of the picture.';
    const measured = `Sent to ${facts.id} it has ${inMegabytes(smallest)} MB at the lowest quality.`;
    const limit = `${inMegabytes(maxBytes)} MB`;
    const { field, name } = file;
    throw new InputRefused(
      'bad_input',
      [{ code: 'too_many_bytes', severity: 'refuse', field, measured, limit, repair }],
      new Map([[field, name]]),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a photograph's noise leaves of a pixel as PNG, at the least; and a drawing's. To try in vain costs seconds. */
const PNG_BYTES_PER_PIXEL = { photograph: 1, drawing: 0.25 } as const;

/** The formats that photographs are kept in. */
const PHOTOGRAPHS: readonly ImageFacts['format'][] = ['jpeg', 'heic', 'avif'];

/** PNG is not tried where it cannot fit. */
function encodingsFor(facts: ModelFacts, { plan, format }: SentAsk, maxBytes: number): readonly ImageEncoding[] {
  const { widthPx, heightPx } = plan.raster;
  const bytesPerPixel = PNG_BYTES_PER_PIXEL[PHOTOGRAPHS.includes(format) ? 'photograph' : 'drawing'];
  const isHopeless = widthPx * heightPx * bytesPerPixel > maxBytes;
  return ENCODINGS.filter(
    ({ kind }) => facts.still.mediaTypes.includes(`image/${kind}`) && !(kind === 'png' && isHopeless),
  );
}

function asJpeg(
  { field }: StillFile,
  { raster: { widthPx, heightPx } }: StillPlan,
  quality: number,
  maxBytes: number,
): Adjustment {
  return {
    code: 'sent_as_jpeg',
    field,
    asked: `${widthPx}×${heightPx}, without loss`,
    used: `JPEG 4:4:4 at quality ${quality}`,
    reason: `Without loss the still is larger than the ${inMegabytes(maxBytes)} MB that are sent at most.`,
  };
}

function inMegabytes(sizeBytes: number): string {
  return (sizeBytes / 1e6).toFixed(1).replace(/\.0$/, '');
}
