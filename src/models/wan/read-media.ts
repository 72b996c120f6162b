import type { InputReason, NamedStill } from '../model-facts.js';
import { stillUrl } from '../reading/input-fields.js';
import { describeValue } from '../reading/read-fields.js';
import { MEDIA_FIELD } from './wan-fields.js';

/** The stills of an input of Wan, and every reason why there are none. */
export interface MediaRead {
  readonly stills: readonly NamedStill[];
  readonly reasons: readonly InputReason[];
}

const ROLES: Readonly<Record<string, NamedStill['role']>> = { first_frame: 'first', last_frame: 'last' };
const UNSUPPORTED = ['driving_audio', 'first_clip', 'reference_image', 'reference_video', 'reference_audio'];
/** More than any Wan takes; what is beyond is not looked at. */
const ELEMENTS_MAX = 10;

/**
 * Finds the stills: in `media`, or in `first_frame_url` and `last_frame_url`, so that a caller who changes the model changes nothing
 * else. Not in both, for then nobody knows which is meant.
 */
export function readMedia(input: Readonly<Record<string, unknown>>): MediaRead {
  const { media } = input;
  const flat = readFlat(input);
  if (media === undefined) return withRules(flat, []);
  const reasons: InputReason[] = [];
  for (const { field } of flat) {
    const message = `${field} and media are both given`;
    reasons.push({ field, message, todo: 'Give the stills in one of them.' });
  }
  if (!Array.isArray(media) || media.length === 0) {
    const what = Array.isArray(media) ? 'media is an empty list' : describeValue('media', media);
    return { stills: [], reasons: [...reasons, { field: 'media', message: what, todo: MEDIA_FIELD.todo }] };
  }
  if (media.length > ELEMENTS_MAX) {
    const message = `media has ${media.length} elements`;
    return { stills: [], reasons: [...reasons, { field: 'media', message, todo: MEDIA_FIELD.todo }] };
  }
  const stills: NamedStill[] = [];
  for (const [at, element] of (media as unknown[]).entries()) {
    const read = readElement(`media[${at}]`, element);
    if (read.still !== undefined) stills.push(read.still);
    reasons.push(...read.reasons);
  }
  return withRules(stills, reasons);
}

function readFlat(input: Readonly<Record<string, unknown>>): NamedStill[] {
  return (['first', 'last'] as const).flatMap((role) => {
    const field = `${role}_frame_url`;
    const url = input[field];
    if (url === undefined) return [];
    // One that is no URL is told of as a field; here it only counts.
    return [{ role, field, url: typeof url === 'string' ? url : '' }];
  });
}

function readElement(
  at: string,
  element: unknown,
): { readonly still?: NamedStill; readonly reasons: readonly InputReason[] } {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) {
    return { reasons: [{ field: at, message: describeValue(at, element, true), todo: MEDIA_FIELD.todo }] };
  }
  const { type, url, ...rest } = element as Readonly<Record<string, unknown>>;
  const reasons: InputReason[] = [];
  const [extra] = Object.keys(rest);
  if (extra !== undefined) {
    const message = `${at} has fields beside type and url: ${extra.slice(0, 40)}`;
    reasons.push({ field: at, message, todo: 'Leave them out.' });
  }
  const role = typeof type === 'string' && Object.hasOwn(ROLES, type) ? ROLES[type] : undefined;
  if (role === undefined) {
    const isKnown = typeof type === 'string' && UNSUPPORTED.includes(type);
    const message = isKnown ? `${at} is a ${type}, which is not supported here` : describeValue(`${at}.type`, type);
    reasons.push({ field: `${at}.type`, message, todo: 'Use "first_frame" and "last_frame" alone.' });
  }
  const checked = stillUrl.safeParse(url);
  if (!checked.success) {
    const todo = 'Give an http(s) URL, a data: URI, or the asset://id that POST /v1/assets answers.';
    reasons.push({ field: `${at}.url`, message: describeValue(`${at}.url`, url, true), todo });
  }
  if (role === undefined) return { reasons };
  // Counted even when its URL is wrong, so that no "missing" is said of it beside.
  return { still: { role, field: `${at}.url`, url: checked.data ?? '' }, reasons };
}

/** What holds of the stills together: one first, and at most one last beside it. */
function withRules(stills: readonly NamedStill[], found: readonly InputReason[]): MediaRead {
  const of = (role: NamedStill['role']): readonly NamedStill[] => stills.filter((still) => still.role === role);
  const reasons = [...found];
  for (const role of ['first', 'last'] as const) {
    const again = of(role)[1];
    if (again === undefined) continue;
    const message = `there are ${of(role).length} of type ${role}_frame`;
    reasons.push({ field: again.field, message, todo: `Keep one ${role}_frame.` });
  }
  const [last] = of('last');
  if (of('first').length === 0 && last !== undefined) {
    const todo = 'Give a first_frame too; a clip that only ends on a still cannot be made by this model.';
    reasons.push({ field: last.field, message: 'there is a last frame without a first one', todo });
  } else if (stills.length === 0) {
    reasons.push({ field: 'media', message: 'there is no first frame', todo: MEDIA_FIELD.todo });
  }
  return { stills: [...of('first'), ...of('last')], reasons };
}
