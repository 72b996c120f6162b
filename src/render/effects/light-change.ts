import type { LightAt } from '../../motion/timeline.js';
import type { RelightJob, Shoulder } from '../kernels/light-kernels.js';
import type { Ramp } from '../kernels/samples.js';
import type { PainterParts } from '../output-planes.js';
import type { Size } from '../view.js';
import { CODE_POWER, FOOT, type LightColour, WHITE } from './code-light.js';
import { colourCast } from './colour-cast.js';
import type { Effect } from './effect.js';
import { warmLight } from './warm-light.js';

/** The studio key: from the upper left, a soft box near enough to fall off over the picture. Shares of the code at full key. */
const KEY = {
  /** Which way it falls off, over the frame's width and height; 0.7 is from the middle to the corner. */
  fallOff: { x: -0.8 / 0.7, y: -0.6 / 0.7 },
  slope: 0.1,
  curve: 0.03,
  level: 0.01,
  contrast: 0.15,
  /** Of the still's own cast, how much is taken out. */
  neutral: 0.75,
  saturation: -0.05,
} as const;

/** What the relight kernel takes of a light's colour at white: 1 − 1.53 × 0.4². */
const COLOUR_AT_WHITE = 0.755;
/** How much of its light white keeps when the light goes: the sky of a still is clipped, not grey. At its most half way to darkness. */
const HOLD = 0.35;
/** Shoulders are at least this wide, in shares of white: shorter ones show as an edge. */
const SHOULDER = 0.4;
/** The least share of a step between two codes that is left at the top of a shoulder. */
const STEP_LEFT = 0.35;
/** Four times as much light; more than that leaves no picture. */
const LEVEL_MAX = 4;

/**
 * The light of the whole picture becomes another: its level and colour, in linear light, and a studio key that is neutral and comes
 * from the upper left. Highlights roll off below white.
 */
export function createLightChange({ arena, kernels, base, output }: PainterParts): Effect {
  const cast = colourCast(arena, base);
  return {
    apply({ light }) {
      const { level, warmth, key } = light;
      if (level === 1 && warmth === 0 && key === 0) return;
      kernels.relight(relightJob(light, cast, output.picture));
    },
  };
}

/** The light at one moment, in the kernel's figures. `cast` is the colour of the still's own light. */
export function relightJob(light: LightAt, cast: LightColour, picture: RelightJob['picture']): RelightJob {
  const level = Math.min(LEVEL_MAX, Math.max(0, light.level));
  const factor = Math.pow(level, CODE_POWER);
  const place = {
    level: factor * (1 + light.key * KEY.level) - 1,
    slope: factor * light.key * KEY.slope,
    curve: factor * light.key * KEY.curve,
  };
  const tint = tintOf(light, cast);
  const brightest = (1 + place.level + place.slope + place.curve) * (1 + COLOUR_AT_WHITE * most(tint)) - 1;
  return {
    picture,
    ramp: rampOf(picture.y),
    level: q15(place.level),
    slope: q15(place.slope),
    curve: q15(place.curve),
    contrast: q15(light.key * KEY.contrast),
    hold: q15(factor < 1 ? HOLD * factor * (1 - factor) : 0),
    tint: { red: q15(tint.red), green: q15(tint.green), blue: q15(tint.blue) },
    foot: {
      red: footRise(factor * (1 + tint.red)),
      green: footRise(factor * (1 + tint.green)),
      blue: footRise(factor * (1 + tint.blue)),
    },
    ...shoulderFor(brightest * (WHITE + FOOT)),
    saturation: q15(light.key * KEY.saturation),
  };
}

/** Factors on the codes of the channels, less one. */
function tintOf({ warmth, key }: LightAt, cast: LightColour): LightColour {
  const warm = warmLight(warmth);
  const tint = (channel: keyof LightColour): number =>
    Math.pow(warm[channel] * Math.pow(cast[channel], -key * KEY.neutral), CODE_POWER) - 1;
  return { red: tint('red'), green: tint('green'), blue: tint('blue') };
}

/** Near black a factor is on light itself, not on its code: the foot rises so much that it comes to that. Halved, in Q15. */
function footRise(factor: number): number {
  const light = Math.pow(factor, 1 / CODE_POWER);
  const rise = Math.abs(factor - 1) < 1e-3 ? 1 / CODE_POWER : (light - 1) / (factor - 1);
  return q15((rise - 1) / 2);
}

function most({ red, green, blue }: LightColour): number {
  return Math.max(red, green, blue);
}

/** Brings what would lie up to `excess` over white to white at most, by a parabola from a knee on. */
function shoulderFor(excess: number): Shoulder & { readonly ceiling: number } {
  if (excess <= 0) return { knee: WHITE, bend: 0, ceiling: 32_767 };
  // It cannot begin below black: what is many times as bright is left less than that.
  const width = Math.min(WHITE + excess, Math.max(SHOULDER * WHITE, (2 * excess) / (1 - STEP_LEFT)));
  const knee = Math.round(WHITE + excess - width);
  // Further on, the parabola would turn down.
  const turn = (width * width) / (2 * excess);
  return {
    knee,
    bend: Math.ceil(((excess / 4) * 32_768 * 32_768) / (width * width)),
    ceiling: Math.min(32_767, Math.floor(knee + Math.min(1.5 * width, turn))),
  };
}

/** 1 in the corner nearest to the key, −1 in the furthest. */
function rampOf({ widthPx, heightPx }: Size): Ramp {
  const [x, y] = [KEY.fallOff.x / widthPx, KEY.fallOff.y / heightPx];
  const q24 = (value: number): number => Math.round(value * 2 ** 24);
  return { start: q24((x + y) / 2 - (KEY.fallOff.x + KEY.fallOff.y) / 2), perColumn: q24(x), perRow: q24(y) };
}

function q15(value: number): number {
  return Math.min(32_767, Math.max(-32_768, Math.round(value * 32_768)));
}
