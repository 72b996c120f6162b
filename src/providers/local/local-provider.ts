import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createReadStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { BlobStore } from '../../blobs/blobs.js';
import type { MediaPool } from '../../media/pool.js';
import type { PollAnswer, Provider, ProviderHooks, RenderOrder } from '../provider.js';
import { type RenderClipInput, renderLocally, type RenderedClip } from './local-renderer.js';

/** What the local provider works with. */
export interface LocalProviderDeps {
  readonly blobs: BlobStore;
  readonly mediaPool: () => Promise<MediaPool>;
  /** Where clips lie until they are fetched; made when it is not there. */
  readonly folder: string;
}

/** What an order's `plan` is. */
export interface LocalPlan {
  readonly clip: RenderClipInput;
}

/** What is kept beside a finished clip, so that a process that finds it need not render it again. */
interface Finished {
  readonly made: RenderedClip;
}

const HANDLE = /^[0-9A-Za-z-]{1,64}$/;

/**
 * This machine as a provider. An order's handle is its attempt's id and a render is a pure function of the order, so there is nothing
 * to lose: asked about an order, it renders it, unless the clip lies there whole from before.
 */
export function createLocalProvider({ blobs, mediaPool, folder }: LocalProviderDeps): Provider {
  mkdirSync(folder, { recursive: true, mode: 0o700 });

  return {
    id: 'local',
    isFreeToRepeat: true,
    credential: 'none',
    submit: ({ attemptId }) => Promise.resolve({ kind: 'accepted', handle: attemptId }),
    async poll(handle, order, hooks) {
      const { clip, facts } = placesOf(folder, handle);
      const found = await readFinished(clip, facts);
      if (found !== undefined) return succeeded(handle, found, false);
      const made = await render(order, clip, hooks);
      await writeWhole(facts, JSON.stringify({ made } satisfies Finished));
      return succeeded(handle, { made }, true);
    },
    // Whoever renders holds the task's claim and is stopped by its signal; when there is none, nothing renders.
    cancel: () => Promise.resolve('confirmed'),
    open: (source) => Promise.resolve(source).then((handle) => createReadStream(placesOf(folder, handle).clip)),
    async kept() {
      const names = await readdir(folder);
      const handles = names.map((name) => name.slice(0, Math.max(0, name.indexOf('.'))));
      return [...new Set(handles)].filter((handle) => HANDLE.test(handle));
    },
    async release(handle) {
      const { clip, facts } = placesOf(folder, handle);
      await rm(facts, { force: true });
      await rm(`${facts}.tmp`, { force: true });
      await rm(clip, { force: true });
    },
  };

  async function render(order: RenderOrder, clipPath: string, hooks: ProviderHooks): Promise<RenderedClip> {
    const { first, last } = order.stills;
    if (first === undefined) throw new TypeError('an order of local/motion has a first still');
    const { clip } = order.plan as LocalPlan;
    const pool = await mediaPool();
    const use = (stillPath: string, lastPath?: string): Promise<RenderedClip> =>
      renderLocally(pool, { stillPath, clipPath, ...(lastPath === undefined ? {} : { lastPath }) }, clip, {
        signal: hooks.signal,
        onProgress: ({ frame, frames }) =>
          hooks.onProgress({ share: frame / frames, doing: `frame ${frame} of ${frames}` }),
      });
    return blobs.withFile(first, (stillPath) =>
      last === undefined ? use(stillPath) : blobs.withFile(last, (lastPath) => use(stillPath, lastPath)),
    );
  }
}

function succeeded(handle: string, { made }: Finished, isDecoded: boolean): PollAnswer {
  return { kind: 'succeeded', outputs: [{ type: 'video', source: handle, isDecoded }], facts: made };
}

function placesOf(folder: string, handle: string): { readonly clip: string; readonly facts: string } {
  if (!HANDLE.test(handle)) throw new TypeError('a handle of the local provider is an attempt’s id');
  return { clip: path.join(folder, `${handle}.mp4`), facts: path.join(folder, `${handle}.json`) };
}

/** The facts are written last: where they are, the clip is whole. */
async function readFinished(clip: string, facts: string): Promise<Finished | undefined> {
  try {
    const finished = JSON.parse(await readFile(facts, 'utf8')) as Finished;
    return (await stat(clip)).size === finished.made.sizeBytes ? finished : undefined;
  } catch {
    return undefined;
  }
}

async function writeWhole(target: string, text: string): Promise<void> {
  await writeFile(`${target}.tmp`, text, { mode: 0o600 });
  await rename(`${target}.tmp`, target);
}
