import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RenderReport, RenderRequest } from '../tasks/render-still.js';
import type { CliDeps } from './cli-deps.js';
import { type LineRun, reportOf, runLine } from './testing/run-line.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (args: readonly string[], changes: Partial<CliDeps> = {}): Promise<LineRun> =>
  runLine(args, folder, changes);

/** Puts a clip in its place, as a renderer does: another file takes the name. */
function write(request: RenderRequest, clip: string): Promise<RenderReport> {
  writeFileSync(`${request.outputPath}.tmp`, clip);
  renameSync(`${request.outputPath}.tmp`, request.outputPath);
  return reportOf(request);
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
        loop: 'none',
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
      ...['--encoder-preset', 'slow', '--last', 'z.png', '--loop', 'pingpong', '-o', 'b.MP4'],
    ]);
    expect(requests).toEqual([
      {
        ...{ stillPath: 'a.png', prompt: 'Arc', model: 'other', aspect: '9:16', durationSec: 2.5, resolution: '1080p' },
        ...{ audio: true, seed: 0, fit: 'pad', focus: { x: 0.25, y: 0 }, background: '#fff', crf: 1 },
        ...{ encoderPreset: 'slow', lastPath: 'z.png', loop: 'pingpong' },
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
        'first frame matches your still (41.2 dB) · built-in renderer, no AI model, $0\n',
    );
  });

  it('says what was changed and found, and that a pull-out ends on the still', async () => {
    const cropped = { code: 'first_frame_cropped', field: 'still', asked: 'a', used: 'b', reason: 'It starts close.' };
    const small = { code: 'too_small', severity: 'warn', field: 'still', measured: 'It is 400 px wide.' } as const;
    const { stderr } = await run(['render', 'photo.jpg', '-p', 'Pull out'], {
      renderStill: async (request) => ({
        ...(await reportOf(request)),
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
    await run(['render', 'a.jpg', '-p', 'Push in'], { renderStill: () => Promise.reject(new Error('late')) });
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

  it('says while it waits for frames that it compares the stills, where there are two', async () => {
    const { stderr } = await run(['render', 'a.jpg', '-p', 'Static', '--last', 'b.jpg'], { barWidth: 80 });
    expect(stderr).toMatch(/^comparing the stills…/);
  });
});

describe('a preset', () => {
  it('gives its prompt and settings, and whatever is typed goes before them', async () => {
    const { requests } = await run(['render', 'a.jpg', '--preset', 'hero-loop']);
    expect(requests).toMatchObject([
      { prompt: expect.stringContaining('arc') as string, durationSec: 6, aspect: '16:9', loop: 'seam' },
    ]);
    const typed = ['--duration', '5', '--aspect', 'adaptive', '--loop', 'none', '--prompt', 'Pan left'];
    const { requests: own } = await run(['render', 'a.jpg', '--preset', 'hero-loop', ...typed]);
    expect(own).toMatchObject([{ prompt: 'Pan left', durationSec: 5, aspect: 'adaptive', loop: 'none' }]);
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
      const { code, requests } = await run(command.split(' ').slice(1));
      expect({ code, requests: requests.length }).toEqual({ code: 0, requests: 1 });
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
    expect(readdirSync(folder)).toEqual([]);
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
