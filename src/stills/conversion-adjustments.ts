import type { Adjustment } from '../contract/adjustment.js';
import type { Rgb } from '../contract/framing.js';
import type { ImageFacts } from '../media/image/inspect-image.js';
import type { StillReport } from './inspect-still.js';
import { formatColour } from './parse-colour.js';

/** One adjustment for each way in which the still that is used is not the file as it lies there, its framing aside. */
export function conversionAdjustments({ facts, field }: StillReport, background: Rgb): Adjustment[] {
  const found: (Omit<Adjustment, 'field'> | undefined)[] = [
    frameAdjustment(facts),
    orientationAdjustment(facts),
    colourAdjustment(facts),
    depthAdjustment(facts),
    alphaAdjustment(facts, background),
    metadataAdjustment(facts),
  ];
  return found.flatMap((adjustment) => (adjustment === undefined ? [] : [{ ...adjustment, field }]));
}

type Change = Omit<Adjustment, 'field'> | undefined;

function frameAdjustment({ frameCount, animated }: ImageFacts): Change {
  if (frameCount === 1) return undefined;
  const [one, many] = animated ? ['frame', 'frames'] : ['page', 'pages'];
  return {
    code: animated ? 'first_frame_used' : 'first_page_used',
    asked: `${frameCount} ${many}`,
    used: `the first ${one}`,
    reason: `The file holds ${frameCount} ${many}, and a still is one picture: its first ${one} is used.`,
  };
}

function orientationAdjustment({ orientation, stored, display }: ImageFacts): Change {
  if (orientation === 1) return undefined;
  return {
    code: 'orientation_applied',
    asked: `${stored.widthPx}×${stored.heightPx}, orientation ${orientation}`,
    used: `${display.widthPx}×${display.heightPx}`,
    reason: 'The camera noted which way up the picture is; it is turned that way, as viewers show it.',
  };
}

const MODEL_NAMES: Readonly<Record<string, string>> = {
  cmyk: 'CMYK',
  lab: 'L*a*b*',
  labs: 'L*a*b*',
  scrgb: 'linear RGB',
};

function colourAdjustment({ colourSpace, profile }: ImageFacts): Change {
  const model = MODEL_NAMES[colourSpace];
  const named = profile === undefined || /\bs-?RGB\b/i.test(profile) ? undefined : profile;
  if (model === undefined && named === undefined) return undefined;
  const from = model !== undefined && named !== undefined ? `${model} (${named})` : (named ?? model ?? colourSpace);
  return {
    code: 'colour_converted',
    asked: from,
    used: 'sRGB',
    reason: `Clips are made in the colours of screens: ${from} is converted to sRGB, and colours that sRGB cannot show become the nearest it can.`,
  };
}

function depthAdjustment({ bitsPerChannel }: ImageFacts): Change {
  if (bitsPerChannel <= 8) return undefined;
  return {
    code: 'depth_reduced',
    asked: `${bitsPerChannel} bits a channel`,
    used: '8 bits a channel',
    reason: 'Clips have 8 bits a channel; the finer steps of the still are rounded to them.',
  };
}

function alphaAdjustment({ alpha }: ImageFacts, background: Rgb): Change {
  if (alpha !== 'transparent') return undefined;
  const colour = formatColour(background);
  return {
    code: 'alpha_flattened',
    asked: 'transparent areas',
    used: colour,
    reason: `A clip has no transparency: what is transparent in the still is laid over ${colour}.`,
  };
}

function metadataAdjustment({ hasMetadata, hasLocation }: ImageFacts): Change {
  if (!hasMetadata) return undefined;
  return {
    code: 'metadata_removed',
    asked: hasLocation ? 'metadata, with the place it was taken' : 'metadata',
    used: 'none',
    reason: hasLocation
      ? 'The file says where the picture was taken; that and all other metadata stay here and go into no clip and to no provider.'
      : 'Camera and editing data of the file stay here and go into no clip and to no provider.',
  };
}
