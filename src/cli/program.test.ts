import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, MediaError } from '../contract/errors.js';
import { readDirections } from '../motion/read-directions.js';
import { ClientError } from '../client/client-error.js';
import { type LineChanges, type LineRun, runLine } from './testing/run-line.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (args: readonly string[], changes: LineChanges = {}): Promise<LineRun> => runLine(args, folder, changes);

/** What is said when rendering ends in an error. */
function runFailing(error: Error, args: readonly string[] = []) {
  writeFileSync(path.join(folder, 'a.jpg'), 'pixels');
  return run(['render', path.join(folder, 'a.jpg'), '-p', 'Push in', ...args], {
    makeClip: () => Promise.reject(error),
  });
}

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

  it.each([
    [400, 2],
    [401, 2],
    [402, 1],
    [404, 2],
    [422, 2],
    [429, 1],
    [503, 1],
    [0, 1],
  ])('of a server that answers %i is two lines and ends with %i', async (status, code) => {
    const error = new ClientError('it is so. Do this.', { status, code: 'WORD' });
    const done = await runFailing(error, ['--json']);
    expect(done.code).toBe(code);
    expect(done.stderr).toMatch(/^firstframe: [^\n]+\n[^\n]+\n$/);
    expect(JSON.parse(done.stdout)).toMatchObject({ error: { code: 'word' } });
  });

  it('is an object on stdout under --json, its cause with it', async () => {
    const error = new AppError('bad_input', 'm', { todo: 'Do.', field: 'still', cause: new Error('deep') });
    const { stdout, stderr } = await runFailing(error, ['--json']);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'bad_input', message: 'm', todo: 'Do.', field: 'still', cause: 'deep' },
    });
    expect(stderr).toBe('firstframe: m\nDo.\n');
  });

  it('of an interrupted command says that nothing was written, whatever fell over', async () => {
    const stop = new AbortController();
    const { code, stderr } = await run(['tasks', 'list'], {
      signal: stop.signal,
      openLine: () => {
        stop.abort();
        throw new Error('EPIPE');
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
    ['a resolution that is not made', [...full, '--resolution', '8k'], /'8k' is invalid.*480p, 720p, 1080p/],
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
    ['a preset that x264 does not have', [...full, '--encoder-preset', 'turbo'], /'turbo' is invalid/],
    ['a loop there is not', [...full, '--loop', 'boomerang'], /--loop.*'boomerang' is invalid.*none, seam, pingpong/],
    ['a preset there is not', [...full, '--preset', 'wow'], /preset wow is unknown\nUse one of product-reveal, /],
    ['a preset without its last still', [...still, '--preset', 'before-after'], /there is no --last\n.*--last LAST/],
    ['an output that is no MP4', [...full, '-o', 'a.webm'], /"a.webm" is not the name of an MP4/],
  ])('that is %s ends with code 2 and what to do', async (_what, args, words) => {
    const { code, stdout, stderr, api } = await run(args);
    expect({ code, stdout, created: api.created }).toEqual({ code: 2, stdout: '', created: [] });
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
  it.each([
    [['--help']],
    [['render', '--help']],
    [['presets', '--help']],
    [['doctor', '--help']],
    [['tasks', '--help']],
    [['serve', '--help']],
    [['keys', '--help']],
    [['callbacks', '--help']],
    [['models', '--help']],
  ])('%s has examples, on stdout', async (args) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/Examples:\n {2}\$ firstframe /);
  });

  it('shows prompts that are done as they are asked', async () => {
    const helps = await Promise.all([run(['--help']), run(['render', '--help'])]);
    const prompts = helps.flatMap(({ stdout }) =>
      [...stdout.matchAll(/--prompt "([^"]+)"/g)].map(([, prompt]) => prompt!),
    );
    expect(prompts.length).toBeGreaterThan(5);
    for (const prompt of prompts) {
      expect(readDirections(prompt, { seed: 0, durationSec: 5, hasLast: false })).toMatchObject({ adjustments: [] });
    }
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
