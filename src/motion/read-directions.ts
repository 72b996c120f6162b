import type { Adjustment } from '../contract/adjustment.js';
import { MAX_ARC_RAD, type Move } from './moves.js';

/** A prompt as the renderer understood it. */
export interface Directions {
  readonly move: Move;
  /** What was asked and is not done as asked. */
  readonly adjustments: readonly Adjustment[];
}

/** What a move is read with. */
export interface ReadingOptions {
  /** The point that a push-in closes in on, as shares of the still; the centre where absent. */
  readonly focus?: { readonly x: number; readonly y: number };
  /** Of the handheld shake. */
  readonly seed: number;
}

/** How much of a move is made when the prompt does not say. */
const PUSH_ZOOM = 1.12;
const ROOM_ZOOM = 1.12;
const HANDHELD_ZOOM = 1.08;
const ROLL_RAD = (3 * Math.PI) / 180;

/** Words of amount, and what they make of a move. The first that matches counts. */
const AMOUNTS: readonly (readonly [RegExp, number])[] = [
  [/\b(slight(ly)?|subtl[ey]|tiny|gentl[ey]|barely|soft(ly)?|a little)\b/, 0.5],
  [/\b(strong(ly)?|dramatic(ally)?|deep|big|extreme|fast|quick(ly)?|rapid(ly)?|close[- ]?up)\b/, 2],
];

/** How a move is said. Order matters: "pull out" before the "out" of others, a locked camera before all. */
const SAYINGS: readonly (readonly [RegExp, Move['kind']])[] = [
  [
    /\b(locked[- ]?(off|down)?|static|tripod|(no|without( any)?) (camera )?(move(ment)?|motion)|(camera|shot) (stays?|holds?|remains?|is|does(n'?t| not) move)( (still|fixed|locked|steady|in place))?)\b/,
    'static',
  ],
  [
    /\b(pull(s|ing)?[- ]?(out|back|away)|zoom(s|ing)?[- ]?out|dolly(ing)?[- ]?(out|back)|back(s|ing)? away)\b/,
    'pull_out',
  ],
  [
    /\b(push(es|ing)?[- ]?(in|closer|toward\w*|forward)|zoom(s|ing)?([- ]?in)?|dolly(ing)?([- ]?(in|forward))?|mov(es?|ing) (in|closer|forward)|clos(es|ing) in|creep(s|ing)? in)\b/,
    'push_in',
  ],
  [/\b(arc(s|ing)?|orbit(s|ing)?|circl(es?|ing)|(rotat|revolv)(es?|ing) around)\b/, 'arc'],
  [/\b(roll(s|ing)?|dutch|cant(s|ed|ing)?)\b/, 'roll'],
  [/\b(pan(s|ning)?|truck(s|ing)?|track(s|ing)?|slid(es?|ing)|whip)\b/, 'pan'],
  [/\b(tilt(s|ing)?|pedestal|crane(s)?|boom(s|ing)?|ris(es?|ing) up)\b/, 'tilt'],
  [/\b(hand[- ]?held|shak(y|es|ing)|documentary)\b/, 'handheld'],
];

/** What a still camera over a still picture does anyway. */
const GIVEN =
  /\b(hold(s|ing)?|stays?|remains?|keeps?|steady|in focus|sharp|unchanged|still|settles?|smooth(ly)?|cinematic|camera|shot)\b/;

/**
 * Reads a prompt for one camera move, its direction and its amount. The rest is named in the adjustments, phrase by phrase:
 * nothing that was asked for vanishes. A prompt without a camera move gets a slow push-in, and says so.
 */
export function readDirections(prompt: string, options: ReadingOptions): Directions {
  const phrases = prompt
    .split(/[,.;\n]+|\bthen\b|\bwhile\b/i)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '');
  const read = phrases.map((phrase) => ({ phrase, kind: kindOf(phrase.toLowerCase()) }));
  const main = read.find(({ kind }) => kind !== undefined);
  const adjustments = read.flatMap((part) => (part === main ? [] : adjustmentsFor(part.phrase, part.kind)));
  if (main?.kind === undefined) {
    const used = 'slow push-in';
    const reason = 'The prompt names no camera move, and a camera move is what the built-in renderer can make.';
    const added = { code: 'move_added', field: 'prompt', asked: 'no camera move', used, reason };
    return { move: moveOf('push_in', '', options), adjustments: [added, ...adjustments] };
  }
  return { move: moveOf(main.kind, main.phrase.toLowerCase(), options), adjustments };
}

function kindOf(phrase: string): Move['kind'] | undefined {
  return SAYINGS.find(([pattern]) => pattern.test(phrase))?.[1];
}

function adjustmentsFor(phrase: string, kind: Move['kind'] | undefined): readonly Adjustment[] {
  if (kind !== undefined) {
    const reason = 'The built-in renderer makes one camera move a clip: the first that the prompt names.';
    return [{ code: 'move_left_out', field: 'prompt', asked: phrase, used: 'left out', reason }];
  }
  if (GIVEN.test(phrase.toLowerCase())) return [];
  const reason = 'The built-in renderer moves the camera only: what happens inside the picture needs a model.';
  return [{ code: 'action_left_out', field: 'prompt', asked: phrase, used: 'left out', reason }];
}

function moveOf(kind: Move['kind'], phrase: string, { focus, seed }: ReadingOptions): Move {
  const amount = AMOUNTS.find(([pattern]) => pattern.test(phrase))?.[1] ?? 1;
  const focusX = focus?.x ?? 0.5;
  const focusY = focus?.y ?? 0.5;
  const isLeft = /\b(left|anti-?clockwise|counter-?clockwise|ccw)\b/.test(phrase);
  const side = isLeft ? -1 : 1;
  switch (kind) {
    case 'static':
      return { kind };
    case 'push_in':
    case 'pull_out':
      return { kind, zoom: PUSH_ZOOM ** amount, focusX, focusY };
    case 'pan':
      return { kind, direction: isLeft ? 'left' : 'right', zoom: ROOM_ZOOM };
    case 'tilt':
      return { kind, direction: /\bdown\b/.test(phrase) ? 'down' : 'up', zoom: ROOM_ZOOM };
    case 'roll':
      return { kind, rollRad: side * ROLL_RAD * Math.min(amount, 1.25) };
    case 'arc':
      return { kind, yawRad: side * Math.min(MAX_ARC_RAD, MAX_ARC_RAD * amount) };
    case 'handheld':
      return { kind, zoom: HANDHELD_ZOOM, seed };
  }
}
