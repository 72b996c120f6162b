import { copyFile, readFile, stat } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { allowPicturesInMemory, example, photo, scratchFolder } from '../../../test/made-images.js';
import { createMediaPool } from '../../media/pool.js';
import { findModelFacts } from '../../models/catalogue.js';
import type { ModelFacts } from '../../models/model-facts.js';
import type { KeptFile, PreparedOrder, PrepareWork, StillFile } from '../task-model.js';
import { createHostedModel } from './hosted-model.js';
import { InputRefused } from './input-refused.js';

allowPicturesInMemory();
const at = scratchFolder();
const pool = createMediaPool({ size: 1 });
afterAll(() => pool.close());

const SEEDANCE = factsOf('seedance-2-0');
const WAN = factsOf('wan2.7-i2v');
const RUNWAY = factsOf('gen4.5');

function factsOf(name: string): ModelFacts {
  const facts = findModelFacts(name);
  if (facts === undefined) throw new Error(`no model ${name}`);
  return facts;
}

const ASKED = {
  prompt: 'slow push in',
  first_frame_url: 'https://cdn.example/a.jpg',
  aspect_ratio: 'adaptive',
  generate_audio: false,
};

/** What was kept for sending, each under a name of its own. */
function keeper(): { readonly kept: Map<string, KeptFile & { copy: string }>; readonly work: PrepareWork } {
  const kept = new Map<string, KeptFile & { copy: string }>();
  const keepFile: PrepareWork['keepFile'] = async (role, file) => {
    const copy = at(`kept-${kept.size}-${Math.random()}-${file.name}`);
    await copyFile(file.path, copy);
    kept.set(role, { ...file, copy });
    return { blobKey: `kept-${role}`, mediaType: file.mediaType, name: file.name, sizeBytes: (await stat(copy)).size };
  };
  return { kept, work: { mediaPool: () => Promise.resolve(pool), signal: new AbortController().signal, keepFile } };
}

function still(path: string, field = 'first_frame_url'): StillFile {
  return { path, name: field, field, blobKey: `came-${field}` };
}

async function prepared(
  facts: ModelFacts,
  input: Readonly<Record<string, unknown>>,
  stills: { readonly first?: StillFile; readonly last?: StillFile },
  vendorRoute?: string,
): Promise<{ readonly order: PreparedOrder; readonly kept: ReturnType<typeof keeper>['kept'] }> {
  const { kept, work } = keeper();
  const model = createHostedModel(facts, Object.keys(facts.vendorIds)[0] ?? 'nobody');
  const order = await model.prepare(input, stills, { ...work, ...(vendorRoute === undefined ? {} : { vendorRoute }) });
  return { order, kept };
}

async function refusalOf(run: Promise<unknown>): Promise<InputRefused> {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof InputRefused)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

describe('a hosted model', () => {
  it('reads an input into an order, and says where its stills are', () => {
    const wan = createHostedModel(WAN, 'dashscope');
    const media = [
      { type: 'last_frame', url: 'https://cdn.example/b.jpg' },
      { type: 'first_frame', url: 'https://cdn.example/a.jpg' },
    ];
    expect(wan.accept({ prompt: 'night falls', media })).toMatchObject({
      order: { frames: 'first_last', model: 'wan2.7-video/image-to-video' },
      stills: [
        { role: 'first', field: 'media[1].url' },
        { role: 'last', field: 'media[0].url' },
      ],
    });
  });

  it('refuses an input with every reason at once, each a finding with its field', () => {
    const model = createHostedModel(SEEDANCE, 'ark');
    const input = { prompt: 'x', duration: 99, resolution: '8k', seed: -1 };
    try {
      model.accept(input);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      expect(error.findings.map(({ field }) => field)).toEqual(['prompt', 'duration', 'resolution', 'seed']);
      expect(error.field).toBe('prompt');
      for (const { measured } of error.findings) expect(error.message).toContain(measured);
    }
  });

  it('refuses what its provider cannot take although the model can', () => {
    const model = createHostedModel(factsOf('seedance-2-5'), 'hiapi');
    const input = { ...ASKED, last_frame_url: 'https://cdn.example/b.jpg', resolution: '480p' };
    expect(() => model.accept(input)).toThrow(/480p.*last frame/s);
  });
});

describe('preparing a still for a model with a raster', () => {
  it('frames it to the exact pixels, as PNG, and tells what was cut off', async () => {
    const { order, kept } = await prepared(
      SEEDANCE,
      { ...ASKED, aspect_ratio: '9:16' },
      { first: still(example('mountains.jpg')) },
    );
    const sent = kept.get('first')!;
    expect(await sharp(await readFile(sent.copy)).metadata()).toMatchObject({
      width: 720,
      height: 1280,
      format: 'png',
    });
    expect(order.sent).toMatchObject({ first: { blobKey: 'kept-first', mediaType: 'image/png', name: 'first.png' } });
    expect(order.plan).toMatchObject({
      order: { aspectRatio: 'adaptive', raster: { widthPx: 720, heightPx: 1280 }, durationSec: 5 },
    });
    expect(order.adjustments.map(({ code }) => code)).toContain('cropped_to_ratio');
  });

  it('follows the still to the nearest raster when it is to be adaptive', async () => {
    const { order } = await prepared(SEEDANCE, ASKED, { first: still(example('portrait.jpg')) });
    const { width, height } = await sharp(await readFile(example('portrait.jpg'))).metadata();
    const { raster } = (order.plan as { order: { raster: { widthPx: number; heightPx: number } } }).order;
    expect(Math.abs(Math.log(raster.widthPx / raster.heightPx / (width / height)))).toBeLessThan(0.3);
    expect(raster.widthPx < raster.heightPx).toBe(width < height);
  });

  it('gives both stills of a pair the same pixels', async () => {
    const input = { ...ASKED, last_frame_url: 'https://cdn.example/b.jpg', aspect_ratio: '1:1' };
    const last = still(example('bottle-turn-30.jpg'), 'last_frame_url');
    const { order, kept } = await prepared(SEEDANCE, input, { first: still(example('bottle-front.jpg')), last });
    for (const role of ['first', 'last']) {
      expect(await sharp(await readFile(kept.get(role)!.copy)).metadata()).toMatchObject({ width: 960, height: 960 });
    }
    expect(order.sent).toMatchObject({ last: { name: 'last.png' } });
  });

  it('writes a JPEG 4:4:4 of what is too large as PNG, and says so', async () => {
    const tight = { ...SEEDANCE, still: { ...SEEDANCE.still, maxBytes: 400_000 } };
    const { order, kept } = await prepared(tight, ASKED, { first: still(example('seedling.jpg')) });
    const { copy } = kept.get('first')!;
    expect(await sharp(await readFile(copy)).metadata()).toMatchObject({ format: 'jpeg', chromaSubsampling: '4:4:4' });
    expect((await stat(copy)).size).toBeLessThanOrEqual(400_000);
    expect(order.adjustments.map(({ code }) => code)).toContain('sent_as_jpeg');
    expect(order.sent).toMatchObject({ first: { mediaType: 'image/jpeg', name: 'first.jpg' } });
  });

  it('refuses both stills of a pair at once when neither will do', async () => {
    const small = at('small.jpg');
    await photo('seedling', 200).jpeg().toFile(small);
    const input = { ...ASKED, last_frame_url: 'https://cdn.example/b.jpg' };
    const stills = { first: still(small), last: still(import.meta.filename, 'last_frame_url') };
    const refused = await refusalOf(prepared(SEEDANCE, input, stills));
    expect(refused.code).toBe('bad_input');
    expect(refused.findings.map(({ field, code }) => `${field} ${code}`)).toEqual([
      'first_frame_url too_small',
      'last_frame_url not_an_image',
    ]);
  });

  it('tells Runway the ratio it was brought to', async () => {
    const { order } = await prepared(
      RUNWAY,
      { prompt: 'x', first_frame_url: ASKED.first_frame_url, aspect_ratio: 'adaptive' },
      {
        first: still(example('portrait.jpg')),
      },
    );
    expect(order.plan).toMatchObject({ order: { aspectRatio: expect.stringMatching(/^\d+:\d+$/) as string } });
  });

  it('hands on the provider’s own route', async () => {
    const { order } = await prepared(SEEDANCE, { prompt: 'a storm over the sea', generate_audio: true }, {}, 'pro');
    expect(order.plan).toMatchObject({ route: 'pro', order: { frames: 'none' } });
    expect(order.sent).toEqual({});
  });
});

describe('preparing a still for a model that follows its shape', () => {
  const input = { prompt: 'night falls', media: [{ type: 'first_frame', url: ASKED.first_frame_url }] };

  async function wan(file: string): ReturnType<typeof prepared> {
    return prepared(WAN, input, { first: still(file, 'media[0].url') });
  }

  it('sends it as it came when it will do', async () => {
    const file = at('plain.jpg');
    await photo('seedling', 640).jpeg().toFile(file);
    const { order, kept } = await wan(file);
    expect(kept.size).toBe(0);
    const { size: sizeBytes } = await stat(file);
    expect(order.sent).toEqual({
      first: { blobKey: 'came-media[0].url', mediaType: 'image/jpeg', sizeBytes, name: 'first.jpg' },
    });
    expect(order.adjustments).toEqual([]);
    expect(order.plan).not.toHaveProperty('order.raster');
  });

  it.each([
    [
      'on its side',
      (file: string) => photo('seedling', 640).withMetadata({ orientation: 6 }).jpeg().toFile(file),
      'orientation_applied',
    ],
    ['transparent', (file: string) => photo('seedling', 640).ensureAlpha(0.5).png().toFile(file), 'alpha_flattened'],
    ['of another format', (file: string) => photo('seedling', 640).tiff().toFile(file), 'still_encoded_anew'],
    [
      'with the place in it',
      (file: string) =>
        photo('seedling', 640)
          .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' } })
          .jpeg()
          .toFile(file),
      'metadata_removed',
    ],
  ] as const)('writes one anew that is %s, whole, and says so', async (what, write, code) => {
    const file = at(`${what}.img`);
    await write(file);
    const { order, kept } = await wan(file);
    expect(order.adjustments.map((one) => one.code)).toContain(code);
    const sent = await sharp(await readFile(kept.get('first')!.copy)).metadata();
    expect(sent).toMatchObject({ format: 'png', hasAlpha: false });
    expect(sent.orientation ?? 1).toBe(1);
    const { width, height } = (await sharp(await readFile(file)).metadata()).autoOrient;
    expect([sent.width, sent.height]).toEqual([width, height]);
  });

  it('writes one anew that is heavier than what is sent, at a size that no clip needs more of', async () => {
    const file = at('heavy.jpg');
    const noise = Buffer.alloc(4200 * 2800 * 3);
    for (let at = 0, seed = 1; at < noise.length; at += 1) noise[at] = (seed = (seed * 16_807) % 2_147_483_647) & 63;
    await sharp(noise, { raw: { width: 4200, height: 2800, channels: 3 } })
      .jpeg({ quality: 97, chromaSubsampling: '4:4:4' })
      .toFile(file);
    expect((await stat(file)).size).toBeGreaterThan(10_000_000);
    const { order, kept } = await wan(file);
    const { copy } = kept.get('first')!;
    expect(await sharp(await readFile(copy)).metadata()).toMatchObject({ format: 'jpeg', width: 4096, height: 2731 });
    expect((await stat(copy)).size).toBeLessThanOrEqual(10_000_000);
    expect(order.adjustments.map((one) => one.code)).toEqual(['still_encoded_anew', 'sent_as_jpeg']);
  });

  it('refuses a shape that no writing anew mends', async () => {
    const file = at('strip.png');
    await sharp({ create: { width: 2600, height: 250, channels: 3, background: 'red' } })
      .png()
      .toFile(file);
    const refused = await refusalOf(wan(file));
    expect(refused.findings).toMatchObject([{ code: 'ratio_out_of_range', field: 'media[0].url' }]);
  });
});
