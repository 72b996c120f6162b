// The pixel loops, in AssemblyScript. Integers only on samples, no relaxed SIMD, no shared memory: the same bytes on every
// machine, and the same as reference/, which says what each of these promises. Built by build/build.js.
// `@ts-ignore: decorator` is AssemblyScript's own idiom: to an editor, a decorator on a function is no TypeScript.
export { rgbToYuv420 } from './colour';
export { resampleWindow } from './window';
export { warpPlane } from './warp';
export { mixPlanes } from './mix';
export { sweepLight } from './sweep';
export { relight } from './relight';
export { paintPassage } from './passage';
export { halvePlane, softenPlane } from './reduce';
export { sumLight, blurDisc } from './disc';
export { mixLevels, defocusPlane, defocusDoubled } from './defocus';
