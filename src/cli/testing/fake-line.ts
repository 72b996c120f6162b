import type { Client } from '../../client/client.js';
import type { NewTask } from '../../client/task-reply.js';
import type { Task } from '../../contract/task.js';
import type { RenderReport } from '../../tasks/local/render-report.js';
import type { Line } from '../line/line.js';

/** What a task's making looks like from outside: nothing, or an error that the wait for it ends in. */
export type MakeClip = (
  task: NewTask,
  hooks: { readonly tell: (share: number, doing: string) => void },
) => Promise<Partial<RenderReport> | undefined>;

/** A task API that is made up: it takes every task, makes every clip at once, and remembers what it was asked. */
export interface FakeApi {
  readonly line: Line;
  readonly created: readonly { readonly task: NewTask; readonly key: string | undefined }[];
  /** What was uploaded: the name and the bytes as text. */
  readonly uploads: readonly (readonly [name: string, bytes: string])[];
  /** Tasks that there are, newest first; a test puts its own here. */
  readonly tasks: Task[];
  /** What was set going, in order. */
  readonly calls: string[];
}

const CREATED_SEC = 1_777_282_033;

/** Makes one. `changes` replaces calls of the client. */
export function createFakeApi(makeClip: MakeClip, changes: Partial<Client> = {}): FakeApi {
  const created: { task: NewTask; key: string | undefined }[] = [];
  const uploads: (readonly [string, string])[] = [];
  const tasks: Task[] = [];
  const calls: string[] = [];
  const reports = new Map<string, Readonly<Record<string, unknown>>>();
  const find = (id: string): Task => {
    const task = tasks.find(({ taskId }) => taskId === id);
    if (task === undefined) throw new Error(`a test asked for ${id}, which there is not`);
    return task;
  };
  const client: Partial<Client> = {
    async create(task, { idempotencyKey } = {}) {
      calls.push('create');
      const taskId = `tk-${created.push({ task, key: idempotencyKey })}`;
      tasks.unshift(taskOf(taskId, 'queued', { reference: task.reference, input: task.input }));
      return Promise.resolve({ taskId, replayed: false });
    },
    async upload(bytes, { name = '' } = {}) {
      calls.push('upload');
      const id = `asset://${calls.filter((call) => call === 'upload').length}`;
      if (typeof bytes !== 'function') throw new TypeError('a still is read anew for each try');
      const chunks: Uint8Array[] = [];
      for await (const chunk of bytes()) chunks.push(chunk);
      uploads.push([name, Buffer.concat(chunks).toString()]);
      const facts = { name, mediaType: 'image/jpeg', sizeBytes: 1, sha256: '', created: CREATED_SEC };
      return { id, ...facts };
    },
    list: ({ reference } = {}) => {
      calls.push('list');
      const found = tasks.filter((task) => reference === undefined || task.reference === reference);
      return Promise.resolve({ page: 1, size: 20, total: found.length, tasks: found });
    },
    async wait(taskId, { onEvent } = {}) {
      calls.push('wait');
      const { task } = created.find((_one, index) => taskId === `tk-${index + 1}`) ?? {};
      if (task === undefined) return find(taskId);
      const tell = (share: number, doing: string): void =>
        onEvent?.({ id: undefined, kind: 'progress', data: { share, doing } });
      reports.set(taskId, { ...reportOf(), ...(await makeClip(task, { tell })) });
      const done = taskOf(taskId, 'success', { reference: task.reference, input: task.input });
      tasks.splice(tasks.indexOf(find(taskId)), 1, done);
      return done;
    },
    get: (taskId) => Promise.resolve(find(taskId)),
    report: (taskId) => Promise.resolve(reports.get(taskId) ?? reportOf()),
    download: () => {
      calls.push('download');
      return Promise.resolve(new Response('a clip'));
    },
    ...changes,
  };
  const close = (): Promise<void> => {
    calls.push('close');
    return Promise.resolve();
  };
  // What a test asks for and is not here fails where it is called.
  return { line: { client: client as Client, isRemote: false, close }, created, uploads, tasks, calls };
}

/** A task as a server answers it. */
export function taskOf(taskId: string, status: Task['status'], more: Partial<Task> = {}): Task {
  const ended = status === 'success' || status === 'fail';
  return {
    ...{ taskId, model: 'local/motion', status, created: CREATED_SEC, completed: ended ? CREATED_SEC + 66 : 0 },
    storage: 'temp',
    ...(status === 'success' && {
      output: [{ url: 'http://localhost/files/1/0.mp4', type: 'video', expireAt: CREATED_SEC + 604_800 }],
    }),
    ...more,
  };
}

/** The report of a render that went well, with all that the closing lines tell of. */
export function reportOf(): Readonly<Record<string, unknown>> {
  const likeness = { psnrDb: 41.23, ssim: 0.99 };
  return {
    ...{ widthPx: 1280, heightPx: 720, fps: 24, frames: 120, durationSec: 5, sizeBytes: 3_140_000, elapsedMs: 2_090 },
    ...{ model: 'local/motion', costUsd: 0, adjustments: [], findings: [] },
    ...{ loop: 'none', marks: { frameCount: 120, wholeStillAt: 0, showsWholeStill: true } },
    fidelity: { still: likeness, firstFrame: likeness, lastFrame: likeness },
  };
}
