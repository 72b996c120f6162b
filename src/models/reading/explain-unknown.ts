import type { InputReason } from '../model-facts.js';

/** Names that other APIs have for fields of ours; people bring them along. */
const CALLED_HERE: Readonly<Record<string, string>> = {
  image: 'first_frame_url',
  image_url: 'first_frame_url',
  image_urls: 'first_frame_url',
  img_url: 'first_frame_url',
  input_image: 'first_frame_url',
  start_image: 'first_frame_url',
  first_frame: 'first_frame_url',
  first_frame_image: 'first_frame_url',
  firstFrameUrl: 'first_frame_url',
  promptImage: 'first_frame_url',
  end_image: 'last_frame_url',
  image_tail: 'last_frame_url',
  last_frame: 'last_frame_url',
  last_frame_image: 'last_frame_url',
  lastFrameUrl: 'last_frame_url',
  ratio: 'aspect_ratio',
  aspect: 'aspect_ratio',
  aspectRatio: 'aspect_ratio',
  seconds: 'duration',
  duration_seconds: 'duration',
  durationSec: 'duration',
  size: 'resolution',
  quality: 'resolution',
  audio: 'generate_audio',
  sound: 'generate_audio',
  enable_audio: 'generate_audio',
  generateAudio: 'generate_audio',
  promptText: 'prompt',
  text: 'prompt',
  negativePrompt: 'negative_prompt',
  promptExtend: 'prompt_extend',
  returnLastFrame: 'return_last_frame',
};

/** What stands beside `input` in a request, and is often put into it. */
const BESIDE_INPUT: Readonly<Record<string, string>> = {
  callback: 'callback',
  callback_url: 'callback.url',
  callbackUrl: 'callback.url',
  webhook: 'callback.url',
  webhook_url: 'callback.url',
  model: 'model',
  route: 'route',
  storage: 'storage',
};

/** Why a field that a model does not have cannot be taken, and what may have been meant by it. */
export function explainUnknown(model: string, name: string, known: readonly string[]): InputReason {
  const shown = name.length > 40 ? `${name.slice(0, 40)}…` : name;
  const beside = Object.hasOwn(BESIDE_INPUT, name) ? BESIDE_INPUT[name] : undefined;
  if (beside !== undefined) {
    const todo = `Put it beside input, as ${beside}.`;
    return { field: shown, message: `${shown} stands in input, where it is not read`, todo };
  }
  const meant = Object.hasOwn(CALLED_HERE, name) ? CALLED_HERE[name] : undefined;
  const message = `${shown} is not a field of ${model}`;
  if (meant !== undefined && known.includes(meant))
    return { field: shown, message, todo: `It is called ${meant} here.` };
  return { field: shown, message, todo: `Leave it out. The fields are ${known.join(', ')}.` };
}
