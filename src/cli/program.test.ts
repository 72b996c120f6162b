import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, MediaError } from '../contract/errors.js';
import { readDirections } from '../motion/read-directions.js';
import type { RenderReport, RenderRequest } from '../tasks/render-still.js';
import type { CliDeps, RenderHooks } from './cli-deps.js';
import { runProgram } from './program.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs one command line against a renderer that is made up, and gathers what came out of it. */
async function run(args: readonly string[], changes: Partial<CliDeps> = {}) {
  const out: string[] = [];
  const talk: string[] = [];
  const requests: RenderRequest[] = [];
  const calls: string[] = [];
  const code = await runProgram(args, {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => talk.push(text) },
    barWidth: undefined,
    nowMs: () => 0,
    signal: new AbortController().signal,
    cwd: folder,
    version: '1.2.3',
    defaultModel: 'local/motion',
    warmMedia: () => calls.push('warm'),
    examineMachine: () => Promise.reject(new Error('not asked for')),
    ...changes,
    renderStill: async (request, hooks) => {
      calls.push('render');
      requests.push(request);
      return await (changes.renderStill ?? reportOf)(request, hooks);
    },
  });
  return { code, stdout: out.join(''), stderr: talk.join(''), requests, calls };
}

async function reportOf(request: RenderRequest, _hooks?: RenderHooks): Promise<RenderReport> {
  const likeness = { psnrDb: 41.23, ssim: 0.99 };
  const report: Partial<RenderReport> = {
    outputPath: request.outputPath,
    ...{ widthPx: 1280, heightPx: 720, fps: 24, frames: 120, durationSec: 5, sizeBytes: 3_140_000, elapsedMs: 2_090 },
    ...{ model: request.model, costUsd: 0, adjustments: [], findings: [] },
    move: { kind: 'push_in' } as RenderReport['move'],
    fidelity: { still: likeness, firstFrame: likeness, lastFrame: likeness },
  };
  return report as RenderReport;
}

/** Puts a clip in its place, as a renderer does: another file takes the name. */
function write(request: RenderRequest, clip: string): Promise<RenderReport> {
  writeFileSync(`${request.outputPath}.tmp`, clip);
  renameSync(`${request.outputPath}.tmp`, request.outputPath);
  return reportOf(request);
}

/** What is said when rendering ends in an error. */
function runFailing(error: Error, args: readonly string[] = []) {
  return run(['render', 'a.jpg', '-p', 'Push in', ...args], { renderStill: () => Promise.reject(error) });
}

describe('firstframe render', () => {
  it('fills in every default', async () => {
    const { code, requests } = await run(['render', 'holiday/photo.jpg', '--prompt', 'Push in']);
    expect(code).toBe(0);
    expect(requests).toEqual([
      {
        stillPath: 'holiday/photo.jpg',
        prompt: 'Push in',
        model: 'local/motion',
        aspect: 'adaptive',
        durationSec: 5,
        resolution: '720p',
        audio: false,
        seed: 0,
        fit: 'crop',
        outputPath: path.join(folder, 'photo.mp4'),
      },
    ]);
  });

  it('hands over every option', async () => {
    const { requests } = await run([
      ...['render', 'a.png', '-p', 'Arc', '--model', 'other', '--aspect', '9:16', '--duration', '2.5', '--resolution'],
      ...['1080p', '--audio', '--seed', '0', '--fit', 'pad', '--focus', '0.25,0', '--background', '#fff', '--crf', '1'],
      ...['--preset', 'slow', '-o', 'b.MP4'],
    ]);
    expect(requests).toEqual([
      {
        ...{ stillPath: 'a.png', prompt: 'Arc', model: 'other', aspect: '9:16', durationSec: 2.5, resolution: '1080p' },
        ...{ audio: true, seed: 0, fit: 'pad', focus: { x: 0.25, y: 0 }, background: '#fff', crf: 1, preset: 'slow' },
        outputPath: path.join(folder, 'b.MP4'),
      },
    ]);
  });

  it('warms the media process before anything else', async () => {
    const { calls } = await run(['render', 'a.jpg', '-p', 'Push in']);
    expect(calls).toEqual(['warm', 'render']);
  });

  it('closes with the clip and how true it is, on stderr', async () => {
    const { stdout, stderr } = await run(['render', 'photo.jpg', '-p', 'Push in']);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      'photo.mp4 · 5.0 s · 1280×720 · 24 fps · 3.1 MB · in 2.1 s\n' +
        'first frame matches your still (41.2 dB) · built-in renderer: camera move only, no AI model, $0\n',
    );
  });

  it('says what was changed and found, and that a pull-out ends on the still', async () => {
    const cropped = { code: 'first_frame_cropped', field: 'still', asked: 'a', used: 'b', reason: 'It starts close.' };
    const small = { code: 'too_small', severity: 'warn', field: 'still', measured: 'It is 400 px wide.' } as const;
    const { stderr } = await run(['render', 'photo.jpg', '-p', 'Pull out'], {
      renderStill: async (request) => ({
        ...(await reportOf(request)),
        move: { kind: 'pull_out' } as RenderReport['move'],
        adjustments: [cropped],
        findings: [{ ...small, repair: 'Use a larger one.' }],
      }),
    });
    expect(stderr.split('\n').slice(1)).toEqual([
      'last frame matches your still (41.2 dB) · built-in renderer: camera move only, no AI model, $0',
      'note: It starts close.',
      'warn: It is 400 px wide. Use a larger one.',
      '',
    ]);
  });

  it('prints the whole report under --json, and nothing else there', async () => {
    const { stdout, stderr } = await run(['render', 'photo.jpg', '-p', 'Push in', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ widthPx: 1280, outputPath: path.join(folder, 'photo.mp4') });
    expect(stderr).toContain('photo.mp4');
  });

  it('says nothing under --quiet', async () => {
    const { stdout, stderr } = await run(['render', 'photo.jpg', '-p', 'Push in', '--quiet'], { barWidth: 80 });
    expect(stdout + stderr).toBe('');
  });

  it('takes the next free name, and an existing name only when it is given', async () => {
    for (const name of ['photo.mp4', 'photo-2.mp4']) writeFileSync(path.join(folder, name), '');
    const unnamed = await run(['render', 'photo.jpg', '-p', 'Push in']);
    const named = await run(['render', 'photo.jpg', '-p', 'Push in', '-o', 'photo.mp4']);
    expect(unnamed.requests[0]?.outputPath).toBe(path.join(folder, 'photo-3.mp4'));
    expect(named.requests[0]?.outputPath).toBe(path.join(folder, 'photo.mp4'));
  });

  it('takes no name that another render has taken in the meantime', async () => {
    const args = ['render', 'photo.jpg', '-p', 'Push in'];
    await run(args, {
      renderStill: async (outer) => {
        await run(args, { renderStill: (inner) => write(inner, 'second') });
        return await write(outer, 'first');
      },
    });
    expect(readdirSync(folder).sort()).toEqual(['photo-2.mp4', 'photo.mp4']);
    expect(readFileSync(path.join(folder, 'photo.mp4'), 'utf8')).toBe('first');
    expect(readFileSync(path.join(folder, 'photo-2.mp4'), 'utf8')).toBe('second');
  });

  it('frees the name it took when no clip comes, and never a clip or what somebody wrote there', async () => {
    await runFailing(new Error('late'));
    expect(readdirSync(folder)).toEqual([]);
    await run(['render', 'theirs.jpg', '-p', 'Push in'], {
      renderStill: ({ outputPath }) => {
        writeFileSync(outputPath, 'not ours');
        return Promise.reject(new Error('late'));
      },
    });
    expect(readFileSync(path.join(folder, 'theirs.mp4'), 'utf8')).toBe('not ours');
    await run(['render', 'photo.jpg', '-p', 'Push in'], {
      renderStill: async (request) => {
        await write(request, 'a whole clip');
        throw new Error('after the clip');
      },
    });
    expect(readFileSync(path.join(folder, 'photo.mp4'), 'utf8')).toBe('a whole clip');
  });

  it('names the clip of a still with the longest of names', async () => {
    const long = await run(['render', `${'é'.repeat(125)}.jpeg`, '-p', 'Push in']);
    expect(long.code).toBe(0);
    expect(path.basename(long.requests[0]!.outputPath)).toBe(`${'é'.repeat(120)}.mp4`);
  });

  it('says which folder takes no file', async () => {
    const { code, stderr } = await run(['render', 'a.jpg', '-p', 'Push in'], { cwd: path.join(folder, 'gone') });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^firstframe: no file can be made in ".*gone" \(ENOENT\)\n.*--output\.\n$/);
  });

  it('clears the bar before it closes', async () => {
    const { stderr } = await run(['render', 'photo.jpg', '-p', 'Push in'], {
      barWidth: 80,
      renderStill: async (request, { onProgress }) => {
        onProgress({ frame: 60, frames: 120 });
        return await reportOf(request);
      },
    });
    expect(stderr).toContain('60/120 frames\r\u001b[2Kphoto.mp4');
  });
});

describe('an error', () => {
  it.each([
    ['bad usage', new AppError('bad_usage', 'm', { todo: 'Do.' }), 2],
    ['bad input', new AppError('bad_input', 'm', { todo: 'Do.' }), 2],
    ['bad output', new AppError('bad_output', 'm', { todo: 'Do.' }), 2],
    ['a damaged file', new MediaError('m', { reason: 'unreadable', step: 'decode', todo: 'Do.' }), 2],
    ['a file past the limits', new MediaError('m', { reason: 'limit', step: 'decode', todo: 'Do.' }), 2],
    ['a crash of the media process', new MediaError('m', { reason: 'crashed', step: 'decode', todo: 'Do.' }), 1],
    ['a timeout', new MediaError('m', { reason: 'timeout', step: 'decode', todo: 'Do.' }), 1],
  ])('of %s is two lines', async (_what, error, code) => {
    expect(await runFailing(error)).toMatchObject({ code, stdout: '', stderr: 'firstframe: m\nDo.\n' });
  });

  it('of ours asks for a report, and shows no stack', async () => {
    const { code, stderr } = await runFailing(new TypeError('x is not a function'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^firstframe: x is not a function\nThis is a fault of Firstframe.*--debug.*\n$/);
  });

  it('shows its stack and cause under --debug, wherever that stands', async () => {
    const { stderr } = await runFailing(new AppError('bad_input', 'm', { cause: new Error('deep') }), ['--debug']);
    expect(stderr).toMatch(/program\.test\.ts/);
    expect(stderr).toContain('deep');
  });

  it('is an object on stdout under --json, its cause with it', async () => {
    const error = new AppError('bad_input', 'm', { todo: 'Do.', field: 'still', cause: new Error('deep') });
    const { stdout, stderr } = await runFailing(error, ['--json']);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'bad_input', message: 'm', todo: 'Do.', field: 'still', cause: 'deep' },
    });
    expect(stderr).toBe('firstframe: m\nDo.\n');
  });

  it('of an interrupted render says that nothing was written, whatever fell over', async () => {
    const stop = new AbortController();
    const { code, stderr } = await run(['render', 'a.jpg', '-p', 'Push in'], {
      signal: stop.signal,
      renderStill: () => {
        stop.abort();
        return Promise.reject(new Error('EPIPE'));
      },
    });
    expect(code).toBe(130);
    expect(stderr).toBe('firstframe: stopped; nothing was written\n');
  });
});

describe('bad usage', () => {
  const still = ['render', 'a.jpg'];
  const full = [...still, '-p', 'Push in'];
  it.each([
    ['an unknown flag', [...still, '--promt', 'x'], /unknown option '--promt'\nDid you mean --prompt\?/],
    ['an unknown command', ['rendr'], /unknown command 'rendr'\nDid you mean render\?/],
    ['a second still', [...full, 'b.jpg'], /too many arguments.*\nSee firstframe/],
    ['no still', ['render'], /missing required argument 'still'/],
    ['no prompt', still, /--prompt is missing\nSay what changes/],
    ['an empty prompt', [...still, '-p', '  '], /--prompt is empty\nSay what changes/],
    ['a resolution that is not made', [...full, '--resolution', '4k'], /'4k' is invalid.*480p, 720p, 1080p/],
    ['a duration of 0', [...full, '--duration', '0'], /--duration "0" is not a length/],
    ['a duration that is no number', [...full, '--duration', 'NaN'], /--duration "NaN" is not a length/],
    ['a negative duration', [...full, '--duration', '-5'], /--duration "-5" is not a length/],
    ['an endless duration', [...full, '--duration', 'Infinity'], /--duration "Infinity" is not a length/],
    ['an empty duration', [...full, '--duration', ''], /--duration "" is not a length/],
    ['half a seed', [...full, '--seed', '1.5'], /--seed "1.5" is not a seed/],
    ['a seed past the range', [...full, '--seed', '2147483648'], /from 0 to 2147483647/],
    ['a focus outside', [...full, '--focus', '0.5,1.2'], /--focus "0.5,1.2" is not a point/],
    ['a focus of one number', [...full, '--focus', '0.5'], /--focus "0.5" is not a point/],
    ['a rate factor past the range', [...full, '--crf', '52'], /--crf "52" is not a rate factor/],
    ['a rate factor that is lossless', [...full, '--crf', '0'], /--crf "0" is not.*\nGive a number from 1 /],
    ['a rate factor below the range', [...full, '--crf', '0.9'], /--crf "0.9" is not a rate factor/],
    ['a preset that x264 does not have', [...full, '--preset', 'turbo'], /'turbo' is invalid/],
    ['an output that is no MP4', [...full, '-o', 'a.webm'], /"a.webm" is not the name of an MP4/],
  ])('that is %s ends with code 2 and what to do', async (_what, args, words) => {
    const { code, stdout, stderr, requests } = await run(args);
    expect({ code, stdout, requests }).toEqual({ code: 2, stdout: '', requests: [] });
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/^firstframe: [^\n]+\n[^\n]+\n$/);
  });

  it('is JSON under --json even where the flags cannot be parsed', async () => {
    const { stdout } = await run([...still, '--json', '--promt', 'x']);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'bad_usage', todo: 'Did you mean --prompt?' } });
  });

  it('that is no command at all shows the help, on stderr', async () => {
    const { code, stdout, stderr } = await run([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: firstframe');
  });
});

describe('help', () => {
  it.each([[['--help']], [['render', '--help']], [['doctor', '--help']]])(
    '%s has examples, on stdout',
    async (args) => {
      const { code, stdout, stderr } = await run(args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/Examples:\n {2}\$ firstframe /);
    },
  );

  it('shows prompts that are done as they are asked', async () => {
    const helps = await Promise.all([run(['--help']), run(['render', '--help'])]);
    const prompts = helps.flatMap(({ stdout }) =>
      [...stdout.matchAll(/--prompt "([^"]+)"/g)].map(([, prompt]) => prompt!),
    );
    expect(prompts.length).toBeGreaterThan(5);
    for (const prompt of prompts) expect(readDirections(prompt, { seed: 0 })).toMatchObject({ adjustments: [] });
  });

  it('and version are no errors', async () => {
    expect(await run(['--version'])).toMatchObject({ code: 0, stdout: '1.2.3\n' });
  });
});

describe('firstframe doctor', () => {
  const works = { name: 'node', state: 'works', found: 'Node 20' } as const;
  const broken = { name: 'render', state: 'broken', found: 'no answer', todo: 'Mend it.' } as const;

  it('prints a line for each thing that works', async () => {
    const done = await run(['doctor'], { examineMachine: async () => ({ works: true, checks: [works] }) });
    expect(done).toMatchObject({ code: 0, stdout: 'ok    node       Node 20\n', stderr: '' });
  });

  it('ends with code 1 when something needed does not work, and says what to do', async () => {
    const done = await run(['doctor'], { examineMachine: async () => ({ works: false, checks: [works, broken] }) });
    expect(done.code).toBe(1);
    expect(done.stdout).toMatch(/^FAIL {2}render {5}no answer\n {17}Mend it\.\n$/m);
  });

  it('prints the report under --json', async () => {
    const report = { works: true, checks: [works] };
    const { stdout } = await run(['doctor', '--json'], { examineMachine: async () => report });
    expect(JSON.parse(stdout)).toEqual(report);
  });
});
