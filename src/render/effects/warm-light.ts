import { evenLight, type LightColour } from './code-light.js';

/** Where the still's own light is taken to be: D65, in mired (a million over kelvins). Equal steps of mired look equal. */
const DAYLIGHT_MIRED = 1e6 / 6504;
/** What full warmth adds: 3900 K, light of a low sun. Nearer to a candle it is a filter over the picture, not a light in it. */
const WARMEST_MIRED = 105;
/** What full cold takes away: 10 700 K, open shade under a blue sky. */
const COLDEST_MIRED = 60;

/** Factors on linear red, green and blue for a warmth of −1 (cold) to 1 (warm), along the colours of glowing bodies; grey keeps its luminance. */
export function warmLight(warmth: number): LightColour {
  const mired = DAYLIGHT_MIRED + warmth * (warmth > 0 ? WARMEST_MIRED : COLDEST_MIRED);
  const [light, daylight] = [glowing(mired), glowing(DAYLIGHT_MIRED)];
  return evenLight({
    red: light.red / daylight.red,
    green: light.green / daylight.green,
    blue: light.blue / daylight.blue,
  });
}

/** Linear sRGB of a black body: its chromaticity by the cubics of Kim et al. (US patent 7024034, 2002; 1667 to 25 000 K). */
function glowing(mired: number): LightColour {
  const m = mired / 1000;
  const x =
    mired >= 250
      ? ((-0.2661239 * m - 0.2343589) * m + 0.8776956) * m + 0.17991
      : ((-3.0258469 * m + 2.1070379) * m + 0.2226347) * m + 0.24039;
  const y =
    mired >= 250
      ? ((-0.9549476 * x - 1.37418593) * x + 2.09137015) * x - 0.16748867
      : ((3.081758 * x - 5.8733867) * x + 3.75112997) * x - 0.37001483;
  const [X, Y, Z] = [x / y, 1, (1 - x - y) / y];
  // IEC 61966-2-1, from XYZ.
  return {
    red: 3.2406 * X - 1.5372 * Y - 0.4986 * Z,
    green: -0.9689 * X + 1.8758 * Y + 0.0415 * Z,
    blue: 0.0557 * X - 0.204 * Y + 1.057 * Z,
  };
}
