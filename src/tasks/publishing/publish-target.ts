import { z } from 'zod';
import { AppError } from '../../contract/errors.js';
import { awsEndpoint } from '../../blobs/s3/aws-endpoint.js';

/** An object in somebody's bucket, or a name for many with `{name}`, `{task}` and `{date}` in it. */
const targetSchema = z.object({
  bucket: z.string(),
  /** The whole name in the bucket. */
  key: z.string(),
  /** The service's origin, without the bucket. */
  endpoint: z.string(),
  region: z.string(),
  style: z.enum(['path', 'virtual']),
});

/** {@link targetSchema} */
export type PublishTarget = Readonly<z.infer<typeof targetSchema>>;

/**
 * Where a task's clip goes, as it is kept. `by`: on whose word. An operator's holds; one under the settings of the account is held against them
 * again when the clip is written.
 */
const keptSchema = targetSchema.extend({ by: z.enum(['operator', 'settings']) });

/** {@link keptSchema} */
export type KeptTarget = Readonly<z.infer<typeof keptSchema>>;

const FORM =
  'Write it like s3://bucket/folder/{name}.mp4?endpoint=https://host&region=eu-west-1; {name}, {task} and {date} are filled in.';
const PARAMETERS = ['endpoint', 'region', 'style'];
const PLACEHOLDERS = /\{(name|task|date)\}/g;

/** With a number behind them and an ordinal, names stay below the 1,024 bytes that S3 takes. */
const KEY_MAX = 512;
const NAME_MAX = 100;

/**
 * Reads `s3://bucket/path?endpoint=…&region=…&style=…`. `region`: where neither that nor an endpoint is named. Without an endpoint it is
 * `like`'s place where that has the same bucket, else AWS.
 * @throws AppError `bad_usage` for `field`
 */
export function readTarget(
  text: string,
  {
    field,
    region,
    like,
  }: { readonly field: string; readonly region?: string | undefined; readonly like?: PublishTarget | undefined },
): PublishTarget {
  const bad = (what: string): AppError => new AppError('bad_usage', `${field} ${what}`, { field, todo: FORM });
  const [, bucket = '', key = '', query = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([^?#\s]+)(?:\?([^#\s]*))?$/.exec(text) ?? [];
  if (bucket === '' || bucket.includes('..')) throw bad('is not s3://bucket/folder/{name}.mp4');
  const parts = key.replace(PLACEHOLDERS, 'x').split('/');
  // Only what needs no encoding, and nothing that a URL would fold away: `..` would lead out of a folder.
  if (key.length > KEY_MAX || !parts.every((part) => /^[A-Za-z0-9._-]+$/.test(part) && !/^\.+$/.test(part))) {
    throw bad(
      'has something else in its path than letters, digits, dots, hyphens, underscores, single slashes and {name}, {task}, {date}',
    );
  }
  const parameters = new URLSearchParams(query);
  const unknown = [...parameters.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) throw bad(`has the parameter "${unknown.slice(0, 40)}", which is none of its own`);
  if (query === '' && like?.bucket === bucket) return { ...like, key };
  const asked = parameters.get('endpoint');
  const where = parameters.get('region') ?? region ?? (asked === null ? undefined : 'us-east-1');
  if (where === undefined || !/^[a-z0-9-]{1,40}$/.test(where))
    throw bad('names no region, and the server has no AWS_REGION');
  const style = parameters.get('style') ?? (asked === null && !bucket.includes('.') ? 'virtual' : 'path');
  if (style !== 'path' && style !== 'virtual') throw bad('has another style than path or virtual');
  return { bucket, key, endpoint: asked === null ? awsEndpoint(where) : originOf(asked, bad), region: where, style };
}

function originOf(text: string, bad: (what: string) => AppError): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin =
    url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '';
  if (!isOrigin || url.username !== '' || url.password !== '')
    throw bad('has an endpoint that is no origin like https://host');
  return url.origin;
}

/** Whether every task's name is another, as far as names go. */
export function tellsTasksApart({ key }: PublishTarget): boolean {
  return /\{(name|task)\}/.test(key);
}

/** The object of one task. `name`: what its still is called; `atMs`: when it was made, for `{date}` in UTC. */
export function fillIn(
  target: PublishTarget,
  { name, taskId, atMs }: { readonly name: string; readonly taskId: string; readonly atMs: number },
): PublishTarget {
  const plain = plainName(name);
  const words: Readonly<Record<string, string>> = {
    name: plain === '' ? taskId : plain,
    task: taskId,
    date: new Date(atMs).toISOString().slice(0, 10),
  };
  return { ...target, key: target.key.replace(PLACEHOLDERS, (whole, word: string) => words[word] ?? whole) };
}

/** `My Photo (1).jpeg` is `My-Photo-1`. */
function plainName(name: string): string {
  const stem = name.replace(/\.[A-Za-z0-9]{1,5}$/, '');
  const plain = stem
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-');
  return plain.slice(0, NAME_MAX).replace(/^[.-]+|[.-]+$/g, '');
}

/** Whether an object lies in what a setting opens: all that begins as it does up to its first placeholder; without one, its folder. */
export function liesIn(target: PublishTarget, setting: PublishTarget): boolean {
  const isSamePlace = target.bucket === setting.bucket && target.endpoint === setting.endpoint;
  return isSamePlace && target.key.startsWith(openedBy(setting));
}

/** What {@link liesIn} allows, for people: `s3://bucket/folder/`. */
export function folderTold(setting: PublishTarget): string {
  return `s3://${setting.bucket}/${openedBy(setting)} at ${setting.endpoint}`;
}

function openedBy({ key }: PublishTarget): string {
  const at = key.indexOf('{');
  return at === -1 ? key.slice(0, key.lastIndexOf('/') + 1) : key.slice(0, at);
}

/** Whether two settings open something in common. By the bucket's name alone: one bucket may be reached by several endpoints. */
export function overlap(one: PublishTarget, other: PublishTarget): boolean {
  const [opened, theirs] = [openedBy(one), openedBy(other)];
  return one.bucket === other.bucket && (opened.startsWith(theirs) || theirs.startsWith(opened));
}

/** `s3://bucket/folder/photo.mp4` */
export function targetTold({ bucket, key }: PublishTarget): string {
  return `s3://${bucket}/${key}`;
}

/** Reads what {@link writeKept} wrote. */
export function readKept(text: string): KeptTarget {
  return keptSchema.parse(JSON.parse(text));
}

/** A target as it is kept with its task. */
export function writeKept(target: KeptTarget): string {
  return JSON.stringify(target);
}
