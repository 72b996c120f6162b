/**
 * What a program gets from `import … from 'firstframe'`.
 *
 * ```ts
 * const mediaPool = createMediaPool();
 * const report = await renderStill({ stillPath: 'photo.jpg', prompt: 'Slow push in', … }, { mediaPool });
 * await mediaPool.close();
 * ```
 */
export type { Adjustment } from './contract/adjustment.js';
export {
  AppError,
  MediaError,
  type ErrorCode,
  type ErrorFacts,
  type MediaErrorFacts,
  type MediaFailure,
} from './contract/errors.js';
export type { Finding } from './contract/finding.js';
export type { Framing, Rect, SizePx } from './contract/framing.js';
export { createMediaPool, type MediaPool, type MediaPoolOptions } from './media/pool.js';
export type { Directions, Loop } from './motion/directions.js';
export type { Phrase } from './motion/phrase.js';
export { PRESETS, type Preset } from './motion/presets.js';
export { explainPrompt, type Explanation } from './tasks/local/explain-prompt.js';
export type { RenderSettings } from './tasks/local/render-request.js';
export { type RenderReport } from './tasks/local/render-report.js';
export { type RenderRequest } from './tasks/local/render-request.js';
export { renderStill, type RenderDeps } from './tasks/local/render-still.js';
