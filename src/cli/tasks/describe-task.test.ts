import { expect, it } from 'vitest';
import type { Task } from '../../contract/task.js';
import { describeTask } from './describe-task.js';

const TASK: Task = {
  ...{ taskId: 'tk-1', model: 'local/motion', status: 'success', created: 1_795_395_029, completed: 1_795_395_033 },
  ...{ storage: 'temp', state: 'succeeded', input: { prompt: 'Slow push in' }, adjustments: [], findings: [] },
};

const outputAt = (url: string): Task['output'] => [{ type: 'video', url, expireAt: 1_795_999_833 }];

it('says what was asked for', () => {
  expect(describeTask(TASK)).toContain('prompt     Slow push in\n');
  expect(describeTask({ ...TASK, input: {} })).not.toContain('prompt');
});

it('gives the URL of a clip that a server hands out', () => {
  const output = outputAt('https://clips.example/files/1/0.mp4?signature=s');
  expect(describeTask({ ...TASK, output })).toMatch(/video +https:\/\/clips\.example\/files\/1\/0\.mp4\S+ \(until/);
});

it('gives no URL where no server runs, but the command that saves the clip', () => {
  const told = describeTask({ ...TASK, output: outputAt('http://localhost/files/1/0.mp4?signature=s') });
  expect(told).toMatch(/video +kept until 2026-11-30 00:50 UTC; firstframe tasks wait tk-1 -o FILE saves it\n/);
  expect(told).not.toContain('http');
});
