import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClientError } from '../../client/client-error.js';
import { createFakeApi, taskOf } from '../testing/fake-line.js';
import { type LineChanges, type LineRun, runLine } from '../testing/run-line.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-cli-'));
  mkdirSync(at('stills'));
  for (const name of ['photo.jpg', 'a.jpg', 'a.png', 'b.jpg', 'z.png']) writeFileSync(still(name), `pixels of ${name}`);
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => path.join(folder, name);
const still = (name: string): string => path.join(folder, 'stills', name);
/** What is in the folder beside the stills. */
const made = (): string[] => readdirSync(folder).filter((name) => name !== 'stills');

const run = (args: readonly string[], changes: LineChanges = {}): Promise<LineRun> => runLine(args, folder, changes);

describe('firstframe render', () => {
  it('asks for what it was told, its defaults said out loud where a model would crop or bill', async () => {
    const { code, api } = await run(['render', still('photo.jpg'), '--prompt', 'Push in']);
    expect(code).toBe(0);
    expect(api.uploads).toEqual([['photo.jpg', 'pixels of photo.jpg']]);
    expect(api.created).toMatchObject([
      {
        task: {
          model: 'local/motion',
          input: {
            ...{ prompt: 'Push in', first_frame_url: 'asset://1', aspect_ratio: 'adaptive', duration: 5 },
            ...{ resolution: '720p', generate_audio: false },
          },
        },
      },
    ]);
    expect(readFileSync(at('photo.mp4'), 'utf8')).toBe('a clip');
  });

  it('hands over every option', async () => {
    const elsewhere = createFakeApi(() => Promise.resolve(undefined));
    const { api } = await run(
      [
        ...['render', still('a.png'), '-p', 'Arc', '--model', 'other', '--aspect', '9:16', '--duration', '2.5'],
        ...['--resolution', '1080p', '--audio', '--seed', '0', '--fit', 'pad', '--focus', '0.25,0'],
        ...['--background', '#ffffff', '--crf', '1', '--encoder-preset', 'slow', '--last', still('z.png')],
        ...['--loop', 'pingpong', '-o', 'b.MP4'],
      ],
      { api: { ...elsewhere, line: { ...elsewhere.line, isRemote: true } } },
    );
    expect(api.created[0]!.task).toMatchObject({
      model: 'other',
      input: {
        ...{ prompt: 'Arc', first_frame_url: 'asset://1', last_frame_url: 'asset://2', aspect_ratio: '9:16' },
        ...{ duration: 2.5, resolution: '1080p', generate_audio: true, seed: 0, loop: 'pingpong', fit: 'pad' },
        ...{ focus: { x: 0.25, y: 0 }, background: '#ffffff', crf: 1, encoder_preset: 'slow' },
      },
    });
    expect(made()).toEqual(['b.MP4']);
  });

  it('warms the media process before anything else, and closes the line at the end', async () => {
    const { calls } = await run(['render', still('a.jpg'), '-p', 'Push in']);
    expect(calls).toEqual(['warm', 'list', 'upload', 'create', 'wait', 'download', 'close']);
  });

  it('closes with the clip and how true it is, on stderr', async () => {
    const { stdout, stderr } = await run(['render', still('photo.jpg'), '-p', 'Push in']);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      'photo.mp4 · 5.0 s · 1280×720 · 24 fps · 3.1 MB · in 2.1 s\n' +
        'first frame matches your still (41.2 dB) · built-in renderer, no AI model, $0\n',
    );
  });

  it('says what was changed and found, and that a pull-out ends on the still', async () => {
    const cropped = { code: 'first_frame_cropped', field: 'still', asked: 'a', used: 'b', reason: 'It starts close.' };
    const small = { code: 'too_small', severity: 'warn', field: 'still', measured: 'It is 400 px wide.' } as const;
    const { stderr } = await run(['render', still('photo.jpg'), '-p', 'Pull out'], {
      makeClip: () =>
        Promise.resolve({
          marks: { frameCount: 120, wholeStillAt: 119, showsWholeStill: true },
          adjustments: [cropped],
          findings: [{ ...small, repair: 'Use a larger one.' }],
        }),
    });
    expect(stderr.split('\n').slice(1)).toEqual([
      'last frame matches your still (41.2 dB) · built-in renderer, no AI model, $0',
      'note: It starts close.',
      'warn: It is 400 px wide. Use a larger one.',
      '',
    ]);
  });

  it('prints the whole report under --json, and nothing else there', async () => {
    const { stdout, stderr } = await run(['render', still('photo.jpg'), '-p', 'Push in', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ widthPx: 1280, outputPath: at('photo.mp4') });
    expect(stderr).toContain('photo.mp4');
  });

  it('says nothing under --quiet', async () => {
    const { stdout, stderr } = await run(['render', still('photo.jpg'), '-p', 'Push in', '--quiet'], { barWidth: 80 });
    expect(stdout + stderr).toBe('');
  });

  it('takes the next free name, and an existing name only when it is given', async () => {
    for (const name of ['photo.mp4', 'photo-2.mp4']) writeFileSync(at(name), '');
    await run(['render', still('photo.jpg'), '-p', 'Push in']);
    expect(made().sort()).toEqual(['photo-2.mp4', 'photo-3.mp4', 'photo.mp4']);
    await run(['render', still('photo.jpg'), '-p', 'Push in', '-o', 'photo.mp4']);
    expect(readFileSync(at('photo.mp4'), 'utf8')).toBe('a clip');
  });

  it('takes no name that another render has taken in the meantime', async () => {
    const args = ['render', still('photo.jpg'), '-p', 'Push in'];
    await run(args, {
      makeClip: async () => {
        await run(args);
        return undefined;
      },
    });
    expect(made().sort()).toEqual(['photo-2.mp4', 'photo.mp4']);
    for (const name of made()) expect(readFileSync(at(name), 'utf8')).toBe('a clip');
  });

  it('frees the name it took when no clip comes, and never what somebody wrote there', async () => {
    await run(['render', still('a.jpg'), '-p', 'Push in'], { makeClip: () => Promise.reject(new Error('late')) });
    expect(made()).toEqual([]);
    await run(['render', still('b.jpg'), '-p', 'Push in'], {
      makeClip: () => {
        writeFileSync(at('b.mp4'), 'not ours');
        return Promise.reject(new Error('late'));
      },
    });
    expect(readFileSync(at('b.mp4'), 'utf8')).toBe('not ours');
  });

  it('names the clip of a still with the longest of names', async () => {
    const long = `${'é'.repeat(125)}.jpg`;
    writeFileSync(still(long), 'pixels');
    expect(await run(['render', still(long), '-p', 'Push in'])).toMatchObject({ code: 0 });
    expect(made()).toEqual([`${'é'.repeat(120)}.mp4`]);
  });

  it('says which folder takes no file', async () => {
    const { code, stderr } = await run(['render', still('a.jpg'), '-p', 'Push in'], { cwd: at('gone') });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^firstframe: no file can be made in ".*gone" \(ENOENT\)\n.*--output\.\n$/);
  });

  it('draws what it is told of the task, and clears the bar before it closes', async () => {
    const { stderr } = await run(['render', still('photo.jpg'), '-p', 'Push in'], {
      barWidth: 80,
      makeClip: (_task, { tell }) => {
        tell(0.5, 'frame 60 of 120');
        return Promise.resolve(undefined);
      },
    });
    expect(stderr).toMatch(/^reading the still…[^]* 50 % · frame 60 of 120[^ ]*photo\.mp4/);
  });

  it('says while it waits for frames that it compares the stills, where there are two', async () => {
    const args = ['render', still('a.jpg'), '-p', 'Static', '--last', still('b.jpg')];
    expect((await run(args, { barWidth: 80 })).stderr).toMatch(/^comparing the stills…/);
  });
});

describe('a render that was asked for before', () => {
  const args = (...more: string[]): string[] => ['render', still('photo.jpg'), '-p', 'Push in', '-o', 'a.mp4', ...more];
  const api = () => createFakeApi(() => Promise.resolve(undefined));

  it('is answered from the store, at no cost, whatever the still is called and wherever the clip goes', async () => {
    const store = api();
    await run(args(), { api: store });
    copyFileSync(still('photo.jpg'), still('copy.jpg'));
    const again = await run(['render', still('copy.jpg'), '-p', 'Push in'], { api: store });
    expect(again.stderr).toMatch(/note: it was made before; --again makes another take\.\n$/);
    expect(store.created).toHaveLength(1);
    expect(made().sort()).toEqual(['a.mp4', 'copy.mp4']);
  });

  it.each([
    ['another prompt', ['-p', 'Pan left']],
    ['another length', ['--duration', '6']],
    ['a seed', ['--seed', '0']],
    ['a last still', ['--last', 'stills/b.jpg']],
    ['a name of its own', ['--key', 'second']],
    ['--again', ['--again']],
  ])('is made anew with %s', async (_what, more) => {
    const store = api();
    await run(args(), { api: store });
    const rest = more.map((word) => (word.startsWith('stills/') ? at(word) : word));
    expect(await run(args(...rest), { api: store })).toMatchObject({ code: 0 });
    expect(store.created).toHaveLength(2);
    expect(new Set(store.created.map(({ key }) => key)).size).toBe(2);
  });

  it('is made anew when another still has its name', async () => {
    const store = api();
    await run(args(), { api: store });
    writeFileSync(still('photo.jpg'), 'other pixels');
    await run(args(), { api: store });
    expect(store.created).toHaveLength(2);
  });

  it('is gone on with when it has not ended', async () => {
    const store = api();
    const stop = new AbortController();
    await run(args(), { api: store, signal: stop.signal });
    store.tasks[0] = taskOf('tk-1', 'handling', { reference: store.tasks[0]!.reference });
    const next = await run(args(), { api: store });
    expect(next.stderr).toMatch(/^firstframe: going on with tk-1\n/);
    expect(store.created).toHaveLength(1);
  });

  it.each<[string, Parameters<typeof taskOf>[1], Parameters<typeof taskOf>[2]]>([
    ['failed', 'fail', { error: { code: 'TASK_FAILED', message: 'm' } }],
    ['is no longer stored', 'success', { output: [] }],
    ['has expired', 'success', { output: [{ url: 'u', type: 'video', expireAt: 1 }] }],
  ])('is made anew when it %s, under another key', async (_what, status, more) => {
    const store = api();
    await run(args(), { api: store });
    store.tasks[0] = taskOf('tk-1', status, { ...more, reference: store.tasks[0]!.reference });
    await run(args(), { api: store });
    const [first, second] = store.created.map(({ key }) => key);
    expect(second).toBe(`${first}:1`);
  });

  it('by two at the same moment is made once: who comes second finds it', async () => {
    const store = api();
    const taken = new ClientError('taken', { status: 422, code: 'IDEMPOTENCY_KEY_MISMATCH' });
    const { line } = store;
    const second = createFakeApi(() => Promise.resolve(undefined), {
      ...line.client,
      create: async (task, options) => {
        // The other one gets in between the look and the create.
        if (store.created.length === 0) await line.client.create(task, options);
        return Promise.reject(taken);
      },
    });
    expect(await run(args(), { api: second })).toMatchObject({ code: 0 });
    expect(store.created).toHaveLength(1);
  });

  it('may not be asked for anew and by its name in one breath, nor by a name that is none', async () => {
    expect(await run(args('--again', '--key', 'x'))).toMatchObject({ code: 2 });
    expect(await run(args('--key', 'é'))).toMatchObject({ code: 2 });
  });

  it('under a name that stands for something else is refused', async () => {
    const taken = new ClientError('this key came with another body.', {
      status: 422,
      code: 'IDEMPOTENCY_KEY_MISMATCH',
    });
    const store = createFakeApi(() => Promise.resolve(undefined), { create: () => Promise.reject(taken) });
    expect(await run(args('--key', 'order-1'), { api: store })).toMatchObject({ code: 2 });
  });
});

describe('a render that gives no clip', () => {
  const args = ['render', 'stills/photo.jpg', '-p', 'Push in'];
  const ended = (more: Parameters<typeof taskOf>[2], status: Parameters<typeof taskOf>[1] = 'fail') =>
    createFakeApi(() => Promise.resolve(undefined), { wait: () => Promise.resolve(taskOf('tk-1', status, more)) });
  const failure = {
    class: 'bad_input',
    field: 'first_frame_url',
    charged: 'no',
    retry: 'never',
    say: 'Use a JPEG.',
  } as const;
  let before: string;
  beforeEach(() => {
    before = process.cwd();
    process.chdir(folder);
  });
  afterEach(() => process.chdir(before));

  it('for the still’s fault names the file as it was typed, and ends with 2', async () => {
    const error = { code: 'INVALID_REQUEST', message: 'photo.jpg: This is a text file.' };
    const done = await run([...args, '--json'], { api: ended({ error, failure }) });
    expect(done).toMatchObject({ code: 2, stderr: 'firstframe: stills/photo.jpg: This is a text file\nUse a JPEG.\n' });
    expect(JSON.parse(done.stdout)).toMatchObject({ error: { code: 'bad_input', field: 'still', taskId: 'tk-1' } });
  });

  it('for any other fault ends with 1', async () => {
    const error = { code: 'TASK_FAILED', message: 'It failed.' };
    const own = { ...failure, class: 'internal', retry: 'free', say: 'It failed.' } as const;
    expect(await run(args, { api: ended({ error, failure: own }) })).toMatchObject({
      ...{ code: 1, stderr: 'firstframe: It failed\nRun it again: that costs nothing.\n' },
    });
  });

  it('because it is held says what resolves it, and ends with 3', async () => {
    const hold = { reason: 'budget', since: 1, until: 1_777_282_033, resolve: 'Raise the budget.' } as const;
    expect(await run(args, { api: ended({ hold }, 'queued') })).toMatchObject({
      code: 3,
      stderr: 'firstframe: the task tk-1 is held (budget) until 2026-04-27T09:27:13.000Z\nRaise the budget.\n',
    });
  });

  it('because it was interrupted says how it goes on, and ends with 130', async () => {
    const stop = new AbortController();
    const done = await run(args, {
      signal: stop.signal,
      makeClip: () => {
        stop.abort();
        return Promise.reject(new Error('EPIPE'));
      },
    });
    expect(done).toMatchObject({ code: 130, stderr: 'firstframe: paused; `firstframe tasks wait tk-1` goes on\n' });
    expect(made()).toEqual([]);
  });
});

describe('a preset', () => {
  it('gives its prompt and settings, and whatever is typed goes before them', async () => {
    const { api } = await run(['render', still('a.jpg'), '--preset', 'hero-loop']);
    expect(api.created[0]!.task.input).toMatchObject({
      ...{ prompt: expect.stringContaining('arc') as string, duration: 6, aspect_ratio: '16:9', loop: 'seam' },
    });
    const typed = ['--duration', '5', '--aspect', 'adaptive', '--loop', 'none', '--prompt', 'Pan left'];
    const { api: own } = await run(['render', still('a.jpg'), '--preset', 'hero-loop', ...typed]);
    expect(own.created[0]!.task.input).toMatchObject({ prompt: 'Pan left', duration: 5, aspect_ratio: 'adaptive' });
    expect(own.created[0]!.task.input).not.toHaveProperty('loop');
  });

  it('is listed with its reason and a line to run', async () => {
    const { code, stdout, stderr } = await run(['presets']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Hero loop (6 s, 16:9, loop seam)\n');
    expect(stdout).toContain('  $ firstframe render FIRST --last LAST --preset before-after\n');
  });

  it('is listed as JSON under --json, and each line there runs', async () => {
    const { stdout } = await run(['presets', '--json']);
    const presets = JSON.parse(stdout) as { id: string; why: string; command: string }[];
    expect(presets.length).toBeGreaterThan(8);
    for (const { command } of presets) {
      const words = command
        .replace('STILL', still('a.jpg'))
        .replace('FIRST', still('a.jpg'))
        .replace('LAST', still('b.jpg'));
      const { code, api } = await run(words.split(' ').slice(1));
      expect({ code, created: api.created.length }).toEqual({ code: 0, created: 1 });
    }
  });
});

describe('an explanation', () => {
  it('says how each phrase is read, needs no still, and makes nothing', async () => {
    const { code, stdout, stderr, calls } = await run(['render', '--prompt', 'Push in, steam rises', '--explain']);
    expect({ code, stderr, calls }).toEqual({ code: 0, stderr: '', calls: [] });
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual([
      ...['prompt', 'phrases', 'directions', 'adjustments', 'loop', 'durationSec'],
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      prompt: 'Push in, steam rises',
      directions: { camera: [{ move: { kind: 'push_in' } }] },
      adjustments: [{ field: 'prompt', asked: 'steam rises' }],
      loop: 'none',
      durationSec: 5,
    });
    expect(made()).toEqual([]);
  });

  it('leaves files alone that are named all the same, and follows a preset', async () => {
    const { code, stdout, calls } = await run([
      'render',
      'gone.jpg',
      '--last',
      'gone.png',
      '--preset',
      'before-after',
      '-o',
      'a.txt',
      '--explain',
      '--json',
    ]);
    expect({ code, calls }).toEqual({ code: 0, calls: [] });
    expect(JSON.parse(stdout)).toMatchObject({ durationSec: 4 });
  });

  it('is refused for what a render is refused for', async () => {
    expect(await run(['render', '--prompt', 'Push in', '--duration', '16', '--explain'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the duration is 16 s') as string,
    });
  });
});
