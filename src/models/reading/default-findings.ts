import type { Finding } from '../../contract/finding.js';

/** HiAPI's default ratio, which a caller of its models counts on; of a square still it cuts off much. */
export const DEFAULT_RATIO: Finding = {
  code: 'default_aspect_ratio',
  severity: 'warn',
  field: 'aspect_ratio',
  measured: 'aspect_ratio is absent, so the clip is 16:9 and a still of another ratio is cropped to it.',
  repair: 'Send "aspect_ratio": "adaptive" to follow the still.',
};

/** HiAPI's default for sound, which can cost more than silence. */
export const DEFAULT_AUDIO: Finding = {
  code: 'default_generate_audio',
  severity: 'warn',
  field: 'generate_audio',
  measured: 'generate_audio is absent, so the clip gets sound, which a provider may bill.',
  repair: 'Send "generate_audio": false for a silent clip, or true to say that sound is wanted.',
};
