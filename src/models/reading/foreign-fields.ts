import type { ForeignField } from './read-fields.js';

const isFalse = (value: unknown): boolean => value === false;
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

const noReferences = (what: string): ForeignField => ({
  message: `references are not supported here: ${what}`,
  todo: 'Give the stills as a first and a last frame, or leave it out.',
  asksNothing: isEmptyList,
});

/** Fields of HiAPI's models that are not honoured by any model here, and why. */
export const FOREIGN_FIELDS: Readonly<Record<string, ForeignField>> = {
  reference_image_urls: noReferences('reference_image_urls'),
  reference_video_urls: noReferences('reference_video_urls'),
  reference_audio_urls: noReferences('reference_audio_urls'),
  web_search: {
    message: 'web_search is not supported here',
    todo: 'Leave it out, or send false.',
    asksNothing: isFalse,
  },
  nsfw_checker: {
    message: "nsfw_checker is not supported here: the vendor's own moderation holds",
    todo: 'Leave it out.',
  },
  watermark: {
    message: 'watermark is not supported here: clips are asked for without one',
    todo: 'Leave it out, or send false.',
    asksNothing: isFalse,
  },
  camera_fixed: {
    message: 'camera_fixed is not supported by this model',
    todo: 'Leave it out, and say in the prompt that the camera holds still.',
    asksNothing: isFalse,
  },
  return_last_frame: {
    message: 'return_last_frame is not supported by this model',
    todo: 'Leave it out, or send false.',
    asksNothing: isFalse,
  },
  prompt_extend: {
    message: 'prompt_extend is not supported by this model, which takes the prompt as it is written',
    todo: 'Leave it out, or send false.',
    asksNothing: isFalse,
  },
  negative_prompt: {
    message: 'negative_prompt is not supported by this model',
    todo: 'Leave it out, and say in the prompt what is to be there.',
    asksNothing: (value) => value === '',
  },
  output_format: {
    message: 'output_format is not supported here: clips are MP4',
    todo: 'Leave it out, or send "mp4".',
    asksNothing: (value) => value === 'mp4',
  },
  fps: { message: 'fps cannot be chosen with this model', todo: 'Leave it out.' },
  driving_audio: { message: 'driving_audio is not supported here', todo: 'Leave it out.' },
  driving_audio_url: { message: 'driving_audio_url is not supported here', todo: 'Leave it out.' },
  first_clip: { message: 'first_clip is not supported here', todo: 'Leave it out; a still can be the first frame.' },
  media: {
    message: 'media is a field of Wan, not of this model',
    todo: 'Give the stills as first_frame_url and last_frame_url.',
    asksNothing: isEmptyList,
  },
};

/** {@link FOREIGN_FIELDS} without those that a model has itself. */
export function foreignBut(...own: readonly string[]): Readonly<Record<string, ForeignField>> {
  return Object.fromEntries(Object.entries(FOREIGN_FIELDS).filter(([name]) => !own.includes(name)));
}
