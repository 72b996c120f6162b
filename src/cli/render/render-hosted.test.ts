import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClientError } from '../../client/client-error.js';
import type { Client } from '../../client/client.js';
import type { Task } from '../../contract/task.js';
import { createFakeApi, type FakeApi, taskOf } from '../testing/fake-line.js';
import { type LineChanges, type LineRun, runLine } from '../testing/run-line.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-cli-'));
  for (const name of ['photo.jpg', 'last.jpg']) writeFileSync(still(name), `pixels of ${name}`);
});
afterEach(() => rmSync(folder, { recursive: true }));

const still = (name: string): string => path.join(folder, name);
const clips = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.mp4'));

const run = (args: readonly string[], changes: LineChanges = {}): Promise<LineRun> =>
  runLine(['render', ...args], folder, changes);

/** A task API whose clips are a vendor's. */
function paidApi(task: Partial<Task> = {}, changes: Partial<Client> = {}): FakeApi {
  return createFakeApi(() => Promise.resolve(undefined), {
    wait: (taskId) => Promise.resolve(taskOf(taskId, 'success', { model: 'seedance-2-0@ark', ...task })),
    report: () => Promise.resolve({ provider: 'ark', order: { durationSec: 5, resolution: '720p' } }),
    ...changes,
  });
}

const SEEDANCE = ['-p', 'Slow push in', '--model', 'seedance-2-0'];

describe('firstframe render of a hosted model', () => {
  it('asks for what it was told: route, budget, and what a vendor would else choose', async () => {
    const args = [
      still('photo.jpg'),
      ...SEEDANCE,
      '--route',
      'ark,hiapi',
      '--budget',
      '1.50',
      '--audio',
      '--seed',
      '0',
    ];
    const { code, api } = await run([...args, '--last', still('last.jpg'), '--duration', '8'], { api: paidApi() });
    expect(code).toBe(0);
    const { reference, ...task } = api.created[0]!.task;
    expect(reference).toMatch(/^render:/);
    expect(task).toEqual({
      ...{ model: 'seedance-2-0', route: 'ark,hiapi', budget_usd: 1.5 },
      input: {
        ...{ prompt: 'Slow push in', first_frame_url: 'asset://1', last_frame_url: 'asset://2', duration: 8 },
        ...{ aspect_ratio: 'adaptive', resolution: '720p', generate_audio: true, seed: 0 },
      },
    });
    expect(clips()).toEqual(['photo.mp4']);
  });

  it('closes with what it cost and who made it', async () => {
    const cost = { usd: 0.756, basis: 'billed by Ark' };
    const findings = [
      {
        code: 'magnified',
        severity: 'warn',
        field: 'last_frame_url',
        measured: 'It is small.',
        repair: 'Use another.',
      },
    ] as const;
    const { stderr } = await run([still('photo.jpg'), ...SEEDANCE], {
      api: paidApi({ cost, findings: [...findings] }),
    });
    expect(stderr).toBe(
      'photo.mp4 · 5 s · 720p · 1 kB · in 66 s\n' +
        'seedance-2-0, made by ark · cost $0.756 (billed by Ark)\n' +
        'warn: last still: It is small. Use another.\n',
    );
  });

  it.each([
    [{ estimate: { usd: 0.8, basis: 'catalogue' } }, 'may cost up to $0.80 (catalogue)'],
    [{}, 'nobody has said'],
  ])('says of one whose vendor has not said %j', async (task, words) => {
    expect((await run([still('photo.jpg'), ...SEEDANCE], { api: paidApi(task) })).stderr).toContain(words);
  });

  it('prints the task and the report under --json', async () => {
    const { stdout } = await run([still('photo.jpg'), ...SEEDANCE, '--json', '-q'], { api: paidApi() });
    expect(JSON.parse(stdout)).toMatchObject({ sizeBytes: 6, task: { taskId: 'tk-1' }, report: { provider: 'ark' } });
  });

  it('needs no still where the model makes clips of text alone, and no ratio then', async () => {
    const { code, api, calls } = await run(['-p', 'A storm over the sea', '--model', 'seedance-2.0'], {
      api: paidApi(),
    });
    expect(code).toBe(0);
    expect(calls).not.toContain('warm');
    expect(api.created[0]!.task.input).toEqual({
      ...{ prompt: 'A storm over the sea', duration: 5, resolution: '720p', generate_audio: false },
    });
    expect(clips()).toEqual(['clip.mp4']);
  });

  it('says nothing of sound to a model that has no choice in it', async () => {
    const { api } = await run([still('photo.jpg'), '-p', 'x', '--model', 'wan2.7-i2v'], { api: paidApi() });
    expect(api.created[0]!.task.input).not.toHaveProperty('generate_audio');
  });

  it.each([
    ['a loop', [...SEEDANCE, '--loop', 'seam'], /--loop.*only local\/motion/],
    ['what only the built-in renderer does', [...SEEDANCE, '--fit', 'pad', '--crf', '20'], /--fit, --crf.*only local/],
    ['a preset that loops', ['--model', 'seedance-2-0', '--preset', 'hero-loop'], /hero-loop loops/],
    ['a length that it does not make', [...SEEDANCE, '--duration', '2.5'], /2\.5/],
    ['two things at once', [...SEEDANCE, '--duration', '99', '--aspect', '5:1'], /5:1.*99/],
    ['a model that nobody has', ['-p', 'x', '--model', 'sora-9'], /sora-9 is unknown\n.*firstframe models/],
    ['a budget that is none', [...SEEDANCE, '--budget', '0'], /--budget "0"/],
    ['no prompt', ['--model', 'seedance-2-0'], /--prompt is missing/],
    ['sound and frames that Runway has not', ['-p', 'x', '--model', 'gen4.5', '--last', 'LAST'], /last_frame_url/],
  ])('refuses %s before anything is sent', async (_what, args, words) => {
    const typed = args.map((word) => (word === 'LAST' ? still('last.jpg') : word));
    const { code, stderr, api } = await run([still('photo.jpg'), ...typed], { api: paidApi() });
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
    expect([api.uploads, api.created, clips()]).toEqual([[], [], []]);
  });

  it.each([
    [
      'a model that needs one',
      ['-p', 'x', '--model', 'wan2.7-i2v'],
      /'still'.*\n.*wan2\.7-i2v makes clips from stills/,
    ],
    ['a last one', [...SEEDANCE, '--last', 'x.jpg'], /--last and no still/],
  ])('refuses no still for %s', async (_what, args, words) => {
    const { code, stderr } = await run(args, { api: paidApi() });
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
  });

  it('leaves what it does not know to another server', async () => {
    const api = paidApi();
    const remote = { ...api, line: { ...api.line, isRemote: true } };
    const args = [still('photo.jpg'), '-p', 'x', '--model', 'other', '--fit', 'pad'];
    expect((await run(args, { api: remote })).code).toBe(0);
    expect(api.created[0]!.task).toMatchObject({ model: 'other', input: { fit: 'pad' } });
  });

  it('is held with the command that resolves it, and ends with 3', async () => {
    const resolve = 'Look there, then run: firstframe tasks resolve tk-1 --no-job';
    const hold = { reason: 'unknown_submit', since: 1, until: 1_777_282_033, resolve } as const;
    const api = paidApi({}, { wait: (id) => Promise.resolve(taskOf(id, 'handling', { hold })) });
    const { code, stderr } = await run([still('photo.jpg'), ...SEEDANCE], { api });
    expect(code).toBe(3);
    expect(stderr).toContain(resolve);
    expect(clips()).toEqual([]);
  });

  it('tells of everything that a server refuses, and of the file by its name', async () => {
    const finding = (field: string, measured: string) => ({
      ...({ code: 'not_taken', severity: 'refuse', field, measured, repair: 'Mend it.' } as const),
    });
    const error = new ClientError('both.', {
      ...{ status: 400, code: 'INVALID_REQUEST' },
      findings: [finding('first_frame_url', 'It is small.'), finding('prompt', 'It is long.')],
    });
    const api = paidApi({}, { create: () => Promise.reject(error) });
    const { code, stderr } = await run([still('photo.jpg'), ...SEEDANCE], { api });
    expect(code).toBe(2);
    expect(stderr).toContain(`${still('photo.jpg')}: It is small. Mend it. It is long. Mend it.`);
  });
});

describe('a model without a price', () => {
  const unpriced = new ClientError('No price of it is known. Set a price.', { status: 402, code: 'UNPRICED' });

  function unpricedApi(): FakeApi {
    const api: FakeApi = paidApi();
    const made = api.line.client;
    const client: Client = {
      ...made,
      create: (task, options) => (task.allow_unpriced === true ? made.create(task, options) : Promise.reject(unpriced)),
    };
    return { ...api, line: { ...api.line, client } };
  }

  it('is asked about on a terminal, and made when a person goes on', async () => {
    const questions: string[] = [];
    const api = unpricedApi();
    const confirm = (question: string): Promise<boolean> => Promise.resolve(questions.push(question) > 0);
    expect((await run([still('photo.jpg'), ...SEEDANCE], { api, confirm })).code).toBe(0);
    expect(questions).toEqual(['No price of it is known. So nobody can say what it will cost. Go on?']);
    expect(api.created).toHaveLength(1);
    expect(readFileSync(still('photo.mp4'), 'utf8')).toBe('a clip');
  });

  it('is not made when a person does not go on', async () => {
    const api = unpricedApi();
    const confirm = (): Promise<boolean> => Promise.resolve(false);
    const { code, stderr } = await run([still('photo.jpg'), ...SEEDANCE], { api, confirm });
    expect(code).toBe(1);
    expect(stderr).toBe('firstframe: No price of it is known\nSet a price.\n');
    expect(api.created).toEqual([]);
  });

  it('is not made when nobody is there, who is told what a command line can do about it', async () => {
    const api = unpricedApi();
    const { code, stderr } = await run([still('photo.jpg'), ...SEEDANCE], { api });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^firstframe: No price of it is known\nName a --route .*FIRSTFRAME_PRICES.*in a terminal/);
    expect(api.created).toEqual([]);
  });
});
