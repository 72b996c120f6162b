import { AppError } from '../../contract/errors.js';
import type { ModelOrder } from '../../contract/model-order.js';
import { findModelFacts, vendorIdOf } from '../../models/catalogue.js';
import type { RenderOrder } from '../provider.js';

/** What is posted for a clip (alibabacloud.com/help, Model Studio, wan image-to-video; read 2026-11-22). Nothing else is ever sent. */
export interface DashscopeBody {
  readonly model: string;
  readonly input: {
    readonly prompt: string;
    readonly negative_prompt?: string;
    readonly media: readonly DashscopeMedia[];
  };
  readonly parameters: {
    readonly resolution: '720P' | '1080P';
    readonly duration: number;
    readonly prompt_extend: boolean;
    readonly watermark: false;
    readonly seed?: number;
  };
}

/** One still, by the role it plays: an https URL, a data URI, or `oss://` of the vendor's own store. */
export interface DashscopeMedia {
  readonly type: 'first_frame' | 'last_frame';
  readonly url: string;
}

/** The one model that stills are uploaded for: the vendor binds an upload to a model's name. */
export const UPLOAD_MODEL = 'wan2.7-i2v';

const RESOLUTIONS: Readonly<Record<string, '720P' | '1080P'>> = { '720p': '720P', '1080p': '1080P' };

/** The vendor's name for an order's model, the same in every region. @throws AppError `bad_input` where DashScope does not run it */
export function dashscopeModelOf({ model }: Pick<ModelOrder, 'model'>): string {
  const facts = findModelFacts(model);
  const name = facts === undefined ? undefined : vendorIdOf(facts, 'dashscope');
  if (name !== undefined) return name;
  const todo = 'Take another route, or a model that it runs: `firstframe models` lists them.';
  throw new AppError('bad_input', `${model} is not run by DashScope`, { field: 'model', todo });
}

/**
 * Translates an order. The model has no field for a ratio (the clip has the first still's) and none for sound (there always is a
 * track); `prompt_extend`, `watermark` and `resolution` are always said, for the vendor's own choices rewrite the prompt and bill 1080P.
 *
 * @throws AppError `bad_input` for what the model cannot do; sending would be no use.
 */
export function toDashscopeBody(order: ModelOrder, frames: RenderOrder['frames']): DashscopeBody {
  const { prompt, negativePrompt, durationSec, promptExtend, seed } = order;
  return {
    model: dashscopeModelOf(order),
    input: {
      prompt,
      ...(negativePrompt === undefined || negativePrompt === '' ? {} : { negative_prompt: negativePrompt }),
      media: mediaOf(order, frames),
    },
    parameters: {
      resolution: resolutionOf(order),
      duration: durationSec,
      prompt_extend: promptExtend,
      watermark: false,
      ...(seed === undefined ? {} : { seed }),
    },
  };
}

function resolutionOf({ resolution }: ModelOrder): '720P' | '1080P' {
  const name = RESOLUTIONS[resolution];
  if (name !== undefined) return name;
  throw new AppError('bad_input', `Wan renders 720p or 1080p, not ${resolution}`, {
    field: 'resolution',
    todo: 'Ask for 720p or 1080p.',
  });
}

function mediaOf({ frames: wanted, model }: ModelOrder, frames: RenderOrder['frames']): readonly DashscopeMedia[] {
  if (wanted === 'none' || frames?.first === undefined) {
    throw new AppError('bad_input', `${model} needs a first still`, {
      field: 'media',
      todo: 'Add a still of type first_frame.',
    });
  }
  const first: DashscopeMedia = { type: 'first_frame', url: frames.first };
  if (wanted === 'first') return [first];
  if (frames.last === undefined) {
    throw new AppError('bad_input', 'The last still has no URL', { field: 'media', todo: 'Add it, or leave it out.' });
  }
  return [first, { type: 'last_frame', url: frames.last }];
}
