import type { ModelFacts } from '../model-facts.js';
import { fieldsToJsonSchema } from '../reading/read-fields.js';
import { readWan } from './read-wan.js';
import { MEDIA_FIELD, WAN_FIELDS, WAN_LIMITS } from './wan-fields.js';

const ID = 'wan2.7-video/image-to-video';
const PAGE = '2026-07-10, alibabacloud.com/help, Model Studio, image-to-video API reference';
const PRICE_PAGE = '2026-07-10, alibabacloud.com/help, Model Studio, model pricing';

/** Wan 2.7 from a still, or from a first to a last. Each region of DashScope has its own keys; the name is the same in both. */
export const WAN_2_7_IMAGE: ModelFacts = {
  id: ID,
  aliases: ['wan2.7-i2v'],
  title: 'Wan 2.7 from a still, or from a first to a last: always with sound',
  vendorIds: { hiapi: ID, dashscope: 'wan2.7-i2v' },
  regionalIds: { dashscope: { cn: 'wan2.7-i2v' } },
  get input() {
    return fieldsToJsonSchema({ ...WAN_FIELDS, media: { ...MEDIA_FIELD, schema: MEDIA_FIELD.schema.optional() } });
  },
  durationSec: WAN_LIMITS.durationSec,
  resolutions: ['720p', '1080p'],
  aspectRatios: ['adaptive'],
  frames: ['first', 'first_last'],
  audio: 'always',
  seed: true,
  promptMax: WAN_LIMITS.promptMax,
  still: {
    minSidePx: 240,
    maxSidePx: 8000,
    minRatio: 1 / 8,
    maxRatio: 8,
    maxBytes: 20_000_000,
    mediaTypes: ['image/jpeg', 'image/png', 'image/bmp', 'image/webp'],
    alpha: false,
    source: PAGE,
  },
  frameRatio: 'still',
  prices: [
    { provider: 'dashscope', resolution: '720p', usdPerSec: 0.1, source: `${PRICE_PAGE}, Singapore` },
    { provider: 'dashscope', resolution: '1080p', usdPerSec: 0.15, source: `${PRICE_PAGE}, Singapore` },
    { provider: 'dashscope', region: 'cn', resolution: '720p', usdPerSec: 0.086012, source: `${PRICE_PAGE}, Beijing` },
    { provider: 'dashscope', region: 'cn', resolution: '1080p', usdPerSec: 0.143353, source: `${PRICE_PAGE}, Beijing` },
  ],
  billing: {
    dashscope: { failed: 'free', moderated: 'free', source: `${PAGE}: failed tasks are not billed` },
    hiapi: { failed: 'unknown', moderated: 'unknown', source: '2026-11, docs.hiapi.ai says nothing of it' },
  },
  usualSec: {
    p50: 120,
    p90: 300,
    source: `${PAGE}: 1 to 5 minutes; p50 and p90 are our reading of that`,
  },
  read: (input) => readWan(ID, input),
};
