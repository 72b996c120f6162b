import type { NamedStill } from '../models/model-facts.js';

/** A model's input, as a caller sent it. */
export type Input = Readonly<Record<string, unknown>>;

/** The places of stills in an input whose model does not say where they are: HiAPI's two fields. */
const FLAT_FIELDS = { first: 'first_frame_url', last: 'last_frame_url' } as const;

/** The stills in HiAPI's two fields, for a model that does not name its own. */
export function stillsInFields(input: Input): readonly NamedStill[] {
  return (['first', 'last'] as const).flatMap((role) => {
    const field = FLAT_FIELDS[role];
    const url = input[field];
    return typeof url === 'string' ? [{ role, field, url }] : [];
  });
}

/** What is at a place: `first_frame_url`, `media[0].url`. `undefined` where there is no such place. */
export function readAt(input: Input, place: string): unknown {
  let value: unknown = input;
  for (const step of stepsOf(place)) value = isBranch(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return value;
}

/** The input with something else at a place that it has; what is not on the way there stays the same object. */
export function writeAt(input: Input, place: string, value: unknown): Input {
  return replaced(input, stepsOf(place), value) as Input;
}

type Branch = Readonly<Record<string, unknown>>;

function replaced(branch: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  if (!isBranch(branch) || !Object.hasOwn(branch, step)) throw new TypeError('an input has no such place');
  const inner = replaced(branch[step], rest, value);
  if (!Array.isArray(branch)) return { ...branch, [step]: inner };
  return branch.map((item: unknown, at) => (String(at) === step ? inner : item));
}

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null;
}

/** `media[0].url` → `media`, `0`, `url`. */
function stepsOf(place: string): readonly string[] {
  return place.split(/[.[\]]+/).filter((step) => step !== '');
}
