import { expect, it } from 'vitest';
import type { Task } from '../../contract/task.js';
import { hostedLines } from './hosted-lines.js';

const TASK = { taskId: 'tk-1', model: 'seedance-2-0@ark', status: 'success', created: 10, completed: 70 } as Task;

const REPORT = { provider: 'ark', order: { durationSec: 5, resolution: '720p' } };

function linesOf(task: Partial<Task>, report: object = REPORT): string {
  return hostedLines({ task: { ...TASK, ...task }, report, outputPath: '/a/clip.mp4', sizeBytes: 3_000, cwd: '/a' });
}

it('tells dollars with two places at least, and all that there are', () => {
  expect(linesOf({ cost: { usd: 0.5, basis: 'as billed' } })).toContain('cost $0.50 (as billed)');
  expect(linesOf({ cost: { usd: 0.7623, basis: 'as billed' } })).toContain('cost $0.7623 (as billed)');
  expect(linesOf({ estimate: { usd: 1, basis: 'a list' } })).toContain('may cost up to $1.00 (a list)');
});

it('names who made a clip once, and a route of the vendor’s own beside it', () => {
  expect(linesOf({})).toContain('\nseedance-2-0, made by ark · ');
  expect(linesOf({ model: 'seedance-2-0@pro' })).toContain('\nseedance-2-0@pro, made by ark · ');
});

it('tells what the clip shows, and what was ordered where that is another length or nobody has looked', () => {
  const shown = (durationSec: number) => ({ durationSec, widthPx: 1280, heightPx: 720, fps: 24 });
  expect(linesOf({}, { ...REPORT, shown: shown(5.04) })).toContain('clip.mp4 · 5.0 s · 1280×720 · 24 fps · 3 kB');
  expect(linesOf({}, { ...REPORT, shown: shown(1) })).toContain('clip.mp4 · 1.0 s (ordered: 5 s) · 1280×720');
  expect(linesOf({})).toContain('clip.mp4 · 5 s · 720p · 3 kB');
});
