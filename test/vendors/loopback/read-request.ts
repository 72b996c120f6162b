import type { z } from 'zod';
import type { Call } from './loopback-server.js';

/** What is wrong with a body, in the words that every vendor's error needs. */
export interface BodyFault {
  readonly kind: 'missing' | 'unknown' | 'invalid';
  /** Dotted: `parameters.duration`. */
  readonly field: string;
  readonly say: string;
}

/** The body as JSON, if it was sent as that. */
export function readJson(call: Call): { readonly json: unknown } | 'not_json' | 'wrong_type' {
  if (call.headers['content-type']?.startsWith('application/json') !== true) return 'wrong_type';
  try {
    return { json: JSON.parse(call.body.toString()) as unknown };
  } catch {
    return 'not_json';
  }
}

/** The first thing wrong with a body; undefined: nothing. A null where a value belongs is wrong, as is a field that the schema does not name. */
export function findBodyFault(schema: z.ZodType, body: unknown): BodyFault | undefined {
  const read = schema.safeParse(body, { reportInput: true });
  const issue = read.error?.issues[0];
  if (issue === undefined) return undefined;
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const unknown = [field, issue.keys[0] ?? ''].filter((part) => part !== '').join('.');
    return { kind: 'unknown', field: unknown, say: `unknown field \`${unknown}\`` };
  }
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
  return isMissing
    ? { kind: 'missing', field, say: `missing field \`${field}\`` }
    : { kind: 'invalid', field, say: `invalid value for \`${field}\`: ${issue.message}` };
}

/** The fields of a form with one file in it; undefined when it is none that can be read. */
export async function readForm(
  call: Call,
): Promise<
  { readonly fields: ReadonlyMap<string, string>; readonly file: Buffer; readonly isFileLast: boolean } | undefined
> {
  const type = call.headers['content-type'] ?? '';
  const answer = new Response(new Uint8Array(call.body), { headers: { 'content-type': type } });
  // Deprecated for servers that strangers reach, because it holds all of it in memory; here it is a few kB from ourselves.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const form = await answer.formData().catch(() => undefined);
  if (form === undefined) return undefined;
  const fields = new Map<string, string>();
  let file: Buffer | undefined;
  let isFileLast = false;
  for (const [name, value] of form.entries()) {
    isFileLast = typeof value !== 'string';
    if (typeof value === 'string') fields.set(name, value);
    else file = Buffer.from(await value.arrayBuffer());
  }
  return file === undefined ? undefined : { fields, file, isFileLast };
}
