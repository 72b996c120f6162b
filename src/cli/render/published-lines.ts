import type { Task } from '../../contract/task.js';
import { printable } from '../printable.js';

/** What a person is told of a clip that was to be written to a bucket: where it is, or why it is not. Nothing for any other. */
export function publishedLines({ output = [], adjustments = [] }: Pick<Task, 'output' | 'adjustments'>): string {
  const clip = output.find(({ type, copy }) => type === 'video' && copy !== undefined);
  const failed = adjustments.find(({ code }) => code === 'not_published');
  const lines = [
    ...(clip === undefined ? [] : [`published at ${clip.url}`]),
    ...(failed === undefined ? [] : [`note: not published at ${failed.asked}. ${failed.reason}`]),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}
