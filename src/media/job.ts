/**
 * What a job in the media process is, on both sides of the boundary. The parent knows a job by the address of
 * its module and the types of its body; the body itself is loaded only inside the media process, so that no
 * decoder is ever mapped into a process that holds keys.
 */

/** What a running job is given beside its input. */
export interface JobContext {
  /** The job's own empty folder; removed when the job ends. Write scratch files nowhere else. */
  readonly folder: string;
  /** Absolute path of a staged input, by the name the caller gave it in `files`. Throws for an unknown name. */
  file(name: string): string;
  /** Absolute path at which to write an output, by the name the caller gave it in `outputs`. */
  output(name: string): string;
  /** Names what is being done now (`decode`, `encode`…): a crash, hang or error is reported with it. */
  step(name: string): void;
  /** Sends progress to the parent's `onProgress`; structured-cloneable. */
  report(progress: unknown): void;
}

/** The body of a job. Input and result must be structured-cloneable and small: jobs cross the boundary, not frames. */
export type JobBody<Input, Output> = (input: Input, context: JobContext) => Promise<Output>;

/** A job as the parent names it. */
export interface MediaJob<Input, Output> {
  readonly module: string;
  readonly export: string;
  /** Only carries the types. */
  readonly types?: (input: Input) => Output;
}

/**
 * Names a job: `mediaJob<typeof listParts>(import.meta.url, './list-parts.js', 'listParts')`, with `listParts`
 * imported as a type only.
 */
export function mediaJob<Body extends JobBody<never, unknown>>(
  fromUrl: string,
  module: string,
  exportName: string,
): MediaJob<Parameters<Body>[0], Awaited<ReturnType<Body>>> {
  return { module: builtUrl(new URL(module, fromUrl)).href, export: exportName };
}

/** `…/src/` while this module runs as TypeScript source (under a test runner), else undefined. */
const sourceRoot = import.meta.url.endsWith('/src/media/job.ts') ? new URL('../', import.meta.url).href : undefined;

/**
 * Under a test runner the parent is TypeScript source; the media process is always the built JavaScript. Only this
 * package's own `src/` is mapped to `dist/`: an installed copy may well live below somebody's `~/src/`.
 */
export function builtUrl(url: URL): URL {
  if (sourceRoot === undefined || !url.href.startsWith(sourceRoot)) return url;
  return new URL(`../dist/${url.href.slice(sourceRoot.length).replace(/\.ts$/, '.js')}`, sourceRoot);
}
