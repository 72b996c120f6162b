import { MediaError } from '../../../contract/errors.js';

/** How numbers become colours (ITU-T H.273), as a file or a coded picture says; 2 where it does not. */
export interface CodedColour {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  readonly fullRange: boolean;
}

/** ITU-T H.273, table 2: BT.709 and sRGB, not said, and the two of old television, which differ by less than an eye sees. */
const SCREEN_PRIMARIES: readonly number[] = [1, 2, 5, 6];
/** Table 2: Display P3. */
const P3_PRIMARIES = 12;
/** Table 3: BT.709, not said, BT.601 and sRGB: stills with any of them are meant for the same screens. */
const SCREEN_TRANSFERS: readonly number[] = [1, 2, 6, 13];
const PQ_TRANSFER = 16;
const HLG_TRANSFER = 18;

/** Whether colours are Display P3 by their numbers, without a profile that says so. */
export function isDisplayP3({ primaries }: Pick<CodedColour, 'primaries'>): boolean {
  return primaries === P3_PRIMARIES;
}

/** What such pixels are when their brightness cannot be brought to sRGB here (`HDR (PQ)`); undefined when it can. */
export function unreadTransfer({ transfer }: Pick<CodedColour, 'transfer'>): string | undefined {
  if (transfer === PQ_TRANSFER) return 'HDR (PQ)';
  if (transfer === HLG_TRANSFER) return 'HDR (HLG)';
  return SCREEN_TRANSFERS.includes(transfer) ? undefined : `a transfer curve (number ${transfer}) of its own`;
}

/** The same of their hues, which a profile makes irrelevant. */
export function unreadPrimaries({ primaries }: Pick<CodedColour, 'primaries'>): string | undefined {
  return SCREEN_PRIMARIES.includes(primaries) ? undefined : `a range of colours (primaries ${primaries}) of its own`;
}

/** The refusal of a still by its colours; `what` as `unreadTransfer` names them. */
export function unreadColourError(what: string): MediaError {
  return new MediaError(`the still is ${what}, which is not read here`, {
    reason: 'unreadable',
    step: 'open',
    todo: 'Export it as JPEG or PNG in sRGB.',
  });
}
