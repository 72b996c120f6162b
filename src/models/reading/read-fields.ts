import { z } from 'zod';
import type { InputReason } from '../model-facts.js';
import { explainUnknown } from './explain-unknown.js';

/** A field of an input: what it may be, and what to tell who sent something else. */
export interface Field<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  readonly todo: string;
  /** Brings one way of writing it to the one the schema knows: `720P` → `720p`. Nothing that changes the meaning. */
  readonly clean?: (value: unknown) => unknown;
  /** Whether its value may not be repeated in a message: prompts, signed URLs. */
  readonly isPrivate?: boolean;
}

/** The fields of a model's input by name. */
export type Fields = Readonly<Record<string, Field>>;

/** A field that is known, and cannot be honoured here. */
export interface ForeignField {
  readonly message: string;
  readonly todo: string;
  /** Whether this value asks for nothing that is not done anyway: `watermark: false`. Absent: none does. */
  readonly asksNothing?: (value: unknown) => boolean;
}

/** Other fields that are gone into one by one: an answer must not grow to many times a hostile input. */
const OTHERS_TOLD = 20;

/** What was read: the fields that could be, each with its default, and a reason for each one that could not. */
export interface FieldsRead<Known extends Fields> {
  readonly values: { readonly [Name in keyof Known]?: z.output<Known[Name]['schema']> };
  readonly reasons: readonly InputReason[];
}

/**
 * Reads every field on its own, so that no wrong one hides another. A field that is neither known nor foreign is a reason too.
 * Absent and `undefined` are the same; null is not, for it says nothing about what is meant.
 */
export function readFields<const Known extends Fields>(
  model: string,
  known: Known,
  foreign: Readonly<Record<string, ForeignField>>,
  input: Readonly<Record<string, unknown>>,
): FieldsRead<Known> {
  const values: Record<string, unknown> = {};
  const reasons: InputReason[] = [];
  for (const [name, field] of Object.entries(known)) {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    const read = field.schema.safeParse(field.clean === undefined ? value : field.clean(value));
    if (read.success) values[name] = read.data;
    else reasons.push({ field: name, message: describeValue(name, value, field.isPrivate), todo: field.todo });
  }
  const others = Object.entries(input).filter(([name, value]) => value !== undefined && !Object.hasOwn(known, name));
  for (const [name, value] of others.slice(0, OTHERS_TOLD)) {
    const met = Object.hasOwn(foreign, name) ? foreign[name] : undefined;
    if (met?.asksNothing?.(value) === true) continue;
    reasons.push(
      met === undefined
        ? explainUnknown(model, name, Object.keys(known))
        : { field: name, message: met.message, todo: met.todo },
    );
  }
  if (others.length > OTHERS_TOLD) {
    const message = `input has ${others.length - OTHERS_TOLD} more fields that ${model} does not have`;
    reasons.push({ field: 'input', message, todo: `Leave them out. The fields are ${Object.keys(known).join(', ')}.` });
  }
  // Each value came out of the schema of its own name.
  return { values: values as FieldsRead<Known>['values'], reasons };
}

/** The fields as JSON Schema, for those who draw forms and write clients. */
export function fieldsToJsonSchema(fields: Fields): unknown {
  const shape = Object.fromEntries(
    Object.entries(fields).map(([name, { schema, todo }]) => [name, schema.describe(todo)]),
  );
  return z.toJSONSchema(z.strictObject(shape), { io: 'input' });
}

/** Says what a field is, in a form that a message may hold: cut short, and nothing private. */
export function describeValue(name: string, value: unknown, isPrivate = false): string {
  if (value === undefined) return `${name} is missing`;
  if (value === null) return `${name} is null`;
  if (typeof value === 'string') {
    if (value.trim() === '') return `${name} is empty`;
    if (isPrivate) return `${name} is a text of ${value.length} characters`;
    return value.length > 40
      ? `${name} is a text of ${value.length} characters`
      : `${name} is ${JSON.stringify(value)}`;
  }
  if (typeof value === 'number' || typeof value === 'boolean') return `${name} is ${String(value)}`;
  return `${name} is ${Array.isArray(value) ? 'a list' : 'an object'}`;
}
