import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundUser, launchFirstframe, type Ending, type LaunchOptions } from './run-firstframe.js';

const examples = path.resolve(import.meta.dirname, '../examples');
const user = boundUser();

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-bad-'));
  chmodSync(folder, 0o777);
  copyFileSync(path.join(examples, 'bottle-front.jpg'), at('good.jpg'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function at(name: string): string {
  return path.join(folder, name);
}

/** Runs `render` in the folder; whatever it does, no file may appear there. */
async function render(args: readonly string[], options: LaunchOptions = {}): Promise<Ending> {
  const before = readdirSync(folder).sort();
  const ending = await launchFirstframe(['render', '--prompt', 'Slow push in', ...args], folder, options).ending;
  expect(readdirSync(folder).sort()).toEqual(before);
  return ending;
}

/** Two lines, no stack, exit code 2, nothing on stdout. */
function expectRefusal({ code, stdout, stderr }: Ending, words: RegExp): void {
  expect(stderr).toMatch(words);
  expect(stderr).toMatch(/^firstframe: [^\n]+\n[^\n]+\n$/);
  expect(stderr).not.toMatch(/\n\s+at |node:internal/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
}

/** A PNG that says how large it is, and has nothing behind that. */
function pngHeader(widthPx: number, heightPx: number): Buffer {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000000000000008020000000000000000000000', 'hex');
  png.writeUInt32BE(widthPx, 16);
  png.writeUInt32BE(heightPx, 20);
  return png;
}

describe('a still that cannot be used is refused:', () => {
  const photo = readFileSync(path.join(examples, 'bottle-front.jpg'));
  it.each<[string, string, string | Buffer, RegExp]>([
    ['text', 'notes.jpg', 'These are not the pixels you are looking for.\n', /notes\.jpg/],
    ['no bytes', 'empty.jpg', '', /empty\.jpg.*(empty|0 bytes)/],
    ['half a JPEG', 'half.jpg', photo.subarray(0, photo.length / 2), /half\.jpg/],
    ['the start of a JPEG', 'start.jpg', photo.subarray(0, 40), /start\.jpg/],
    ['an SVG named .jpg', 'drawing.jpg', '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"/>', /SVG/i],
    ['a list of files named .mp4', 'list.mp4', "ffconcat version 1.0\nfile '/etc/passwd'\n", /list\.mp4/],
    ['over 100 megapixels', 'huge.png', pngHeader(20_000, 10_000), /huge\.png|20000×10000|megapixel/],
  ])('%s', async (_what, name, bytes, words) => {
    writeFileSync(at(name), bytes);
    expectRefusal(await render([name]), words);
  });

  it('a still of one pixel', async () => {
    const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';
    writeFileSync(at('dot.png'), Buffer.from(onePixel, 'base64'));
    expectRefusal(await render(['dot.png']), /1×1|1 ?px|1 pixel|small/);
  });

  it('no file', async () => {
    expectRefusal(await render(['gone.jpg']), /gone\.jpg/);
  });

  it('a name that is too long, of which no output is to blame', async () => {
    expectRefusal(await render([`${'x'.repeat(300)}.jpg`]), /xxx\.jpg: the path is too long/);
  });

  it('a folder', async () => {
    mkdirSync(at('album'));
    expectRefusal(await render(['album']), /album.*folder/);
  });

  it('a file that may not be read', async ({ skip }) => {
    copyFileSync(at('good.jpg'), at('private.jpg'));
    chmodSync(at('private.jpg'), 0o000);
    if (user === undefined) return skip('root may read everything, and nobody else can read this checkout');
    expectRefusal(await render(['private.jpg'], { user }), /private\.jpg.*permission/);
  });
});

describe('a last still that cannot be used is refused, by its name:', () => {
  it.each<[string, string, string | Buffer, RegExp]>([
    ['text', 'ending.txt', 'They lived happily ever after.', /ending\.txt: This is a text file/],
    ['no bytes', 'nothing.jpg', '', /nothing\.jpg.*0 bytes/],
    ['half a picture', 'torn.jpg', readFileSync(path.join(examples, 'portrait.jpg')).subarray(0, 40_000), /torn\.jpg/],
  ])('%s', async (_what, name, bytes, words) => {
    writeFileSync(at(name), bytes);
    expectRefusal(await render(['good.jpg', '--last', name]), words);
  });

  it('no file, a folder, and no name at all', async () => {
    mkdirSync(at('endings'));
    expectRefusal(await render(['good.jpg', '--last', 'lost.jpg']), /lost\.jpg: there is no such file/);
    expectRefusal(await render(['good.jpg', '--last', 'endings']), /endings: this is a folder/);
    expectRefusal(await render(['good.jpg', '--last', '']), /--last is empty/);
  });

  it('after the first, when neither can be used', async () => {
    expectRefusal(await render(['gone.jpg', '--last', 'lost.jpg']), /gone\.jpg/);
  });

  it('the place of the clip, which is left as it was', async () => {
    copyFileSync(at('good.jpg'), at('end.mp4'));
    expectRefusal(await render(['good.jpg', '--last', 'end.mp4', '-o', 'end.mp4']), /end\.mp4: this is the input/);
    expect(readFileSync(at('end.mp4'))).toEqual(readFileSync(at('good.jpg')));
  });

  it('as JSON with the field it was given by', async () => {
    const { stdout } = await render(['good.jpg', '--last', 'lost.jpg', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'bad_input', field: 'last' } });
  });
});

describe('an output that cannot be written is refused:', () => {
  it('a folder that does not exist', async () => {
    expectRefusal(await render(['good.jpg', '-o', 'gone/clip.mp4']), /gone.*does not exist/);
  });

  it('a folder in its place, or a file in the place of its folder', async () => {
    mkdirSync(at('taken.mp4'));
    expectRefusal(await render(['good.jpg', '-o', 'taken.mp4']), /taken\.mp4: this is a folder/);
    expectRefusal(await render(['good.jpg', '-o', 'good.jpg/clip.mp4']), /good\.jpg is not a folder/);
  });

  it('the still itself, which is left as it was', async () => {
    copyFileSync(at('good.jpg'), at('self.mp4'));
    expectRefusal(await render(['self.mp4', '-o', 'self.mp4']), /self\.mp4: this is the input self\.mp4/);
    expect(readFileSync(at('self.mp4'))).toEqual(readFileSync(at('good.jpg')));
  });

  it('a folder that may not be written', async ({ skip }) => {
    mkdirSync(at('locked'), { mode: 0o555 });
    if (user === undefined) return skip('root may write everywhere, and nobody else can read this checkout');
    expectRefusal(await render(['good.jpg', '-o', 'locked/clip.mp4'], { user }), /locked.*no permission/);
  });

  it('a read-only disk', async ({ skip }) => {
    const disk = mountTmpfs('frozen', 'size=64k,ro');
    if (disk === undefined) return skip('only root can mount a disk to try this on');
    expectRefusal(await render(['good.jpg', '-o', 'frozen/clip.mp4']), /frozen.*read-only/);
  });

  it('a full disk, which is left as it was', async ({ skip }) => {
    const disk = mountTmpfs('full', 'size=64k');
    if (disk === undefined) return skip('only root can mount a disk to try this on');
    expectRefusal(await render(['good.jpg', '--duration', '1', '-o', 'full/clip.mp4']), /full/);
    expect(readdirSync(disk)).toEqual([]);
  });

  /** A disk of its own inside the folder; unmounted at the end. `undefined` where that is not allowed. */
  function mountTmpfs(name: string, options: string): string | undefined {
    mkdirSync(at(name));
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', at(name)]).status !== 0) return undefined;
    mounted.push(at(name));
    return at(name);
  }
  const mounted: string[] = [];
  afterAll(() => mounted.forEach((disk) => spawnSync('umount', [disk])));
});

describe('usage that cannot be honoured is refused:', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['an empty prompt', ['good.jpg', '--prompt', ''], /--prompt is empty/],
    ['a duration of 0', ['good.jpg', '--duration', '0'], /duration/],
    ['a duration that is no number', ['good.jpg', '--duration', 'NaN'], /duration/],
    ['a duration past the longest', ['good.jpg', '--duration', '16'], /duration is 16 s\nGive 1 to 15/],
    ['an unknown ratio', ['good.jpg', '--aspect', '2:1'], /2:1.*\n.*16:9.*4:3.*1:1.*3:4.*9:16.*21:9/],
    ['an unknown model', ['good.jpg', '--model', 'sora'], /sora.*\n.*firstframe models/],
    ['an unknown flag', ['good.jpg', '--fps', '30'], /unknown option '--fps'/],
    ['a second still', ['good.jpg', 'good.jpg'], /too many arguments/],
    ['a loop there is not', ['good.jpg', '--loop', 'boomerang'], /--loop.*boomerang.*none, seam, pingpong, crossfade/],
    ['a preset there is not', ['good.jpg', '--preset', 'wow'], /preset wow.*\n.*product-reveal/],
    ['a preset for two stills', ['good.jpg', '--preset', 'before-after'], /before-after.*no --last\n.*--last/],
    ['a pace x264 does not have', ['good.jpg', '--encoder-preset', 'warp'], /--encoder-preset.*warp/],
    ['a background that is no colour', ['good.jpg', '--background', 'nothing'], /nothing/],
  ])('%s', async (_what, args, words) => {
    expectRefusal(await render(args), words);
  });

  it('a default model, set by FIRSTFRAME_MODEL, that this version does not run', async () => {
    const environment = { FIRSTFRAME_MODEL: 'veo' };
    expectRefusal(await render(['good.jpg'], { environment }), /veo.*\n.*firstframe models/);
  });

  it('with the same facts as JSON on stdout under --json', async () => {
    const { code, stdout } = await render(['good.jpg', '--aspect', '2:1', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'bad_usage', field: '--aspect' } });
  });
});
