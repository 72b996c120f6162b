import path from 'node:path';
import { ClientError } from '../../client/client-error.js';
import { AppError } from '../../contract/errors.js';
import { parseColour } from '../../stills/parse-colour.js';
import { checkRequest, type RenderSettings } from '../../tasks/local/render-request.js';
import { TaskError } from '../task-error.js';

/** What the command line calls what the wire calls otherwise. */
const FIELDS: Readonly<Record<string, string>> = {
  first_frame_url: 'still',
  last_frame_url: 'last',
  aspect_ratio: '--aspect',
  duration: '--duration',
  resolution: '--resolution',
  generate_audio: '--audio',
  encoder_preset: '--encoder-preset',
  prompt: '--prompt',
  model: '--model',
  seed: '--seed',
  loop: '--loop',
  fit: '--fit',
  focus: '--focus',
  background: '--background',
  crf: '--crf',
  publish_to: '--to',
};

/** A field as it was typed. */
export function toField(field: string): string {
  return FIELDS[field] ?? field;
}

/** Refuses, before anything is sent, what this version's own renderer would refuse. @throws AppError `bad_usage` */
export function checkHere(settings: RenderSettings): void {
  checkRequest(settings);
  if (settings.background !== undefined) parseColour(settings.background);
}

/**
 * An error about a still by the path that was typed: to the server it is an asset, and knows its name alone.
 */
export function sayAsTyped(error: unknown, paths: readonly string[]): unknown {
  if (error instanceof TaskError) {
    const { ending, message, taskId, todo, field } = error;
    const told = withPath(message, field, paths);
    return told === message ? error : new TaskError(ending, told, { taskId, todo, field });
  }
  const [finding, ...others] = error instanceof ClientError ? error.findings : [];
  if (finding === undefined) return error;
  const { measured, repair: todo } = finding;
  const field = toField(finding.field);
  const file = fileOf(field, paths);
  const message = file === undefined ? measured : `${file}: ${measured}`;
  // Everything that is wrong, at once.
  const more = others.map((other) => ` ${other.measured} ${other.repair}`).join('');
  return new AppError('bad_input', more === '' ? message : `${message} ${todo}${more}`, {
    ...(more === '' ? { todo } : {}),
    field,
    cause: error,
  });
}

function withPath(message: string, field: string | undefined, paths: readonly string[]): string {
  const file = fileOf(field, paths);
  if (file === undefined) return message;
  const name = path.basename(file);
  return message.startsWith(`${name}:`) ? `${file}${message.slice(name.length)}` : message;
}

function fileOf(field: string | undefined, [first, last]: readonly string[]): string | undefined {
  if (field === 'still') return first;
  return field === 'last' ? last : undefined;
}
