import type { Adjustment } from '../../../contract/adjustment.js';
import type { InFocus, TimedAction, Towards } from '../../actions.js';
import type { TimedMove } from '../../directions.js';
import type { Easing } from '../../timing.js';
import { type Timing, WHOLE_CLIP } from '../../timing.js';
import { blurStrength, type MoveSetting, sizeLight, sizeMove, sweepStrength } from './figures.js';
import { describeAction, describeMove } from './meanings.js';
import type { Said, Wish } from '../said.js';
import type { Scheduled } from './schedule.js';

/** What wishes are carried out with. */
export interface CarryOutSetting extends MoveSetting {
  /** Whether a last still says where the clip ends. */
  readonly hasLast: boolean;
}

/** What became of one wish. */
export interface CarriedOut {
  readonly camera: readonly TimedMove[];
  readonly actions: readonly TimedAction[];
  /** How the way to the last still is spent, where the wish speaks of it. */
  readonly passage?: Timing;
  readonly adjustments: readonly Adjustment[];
  /** In a few words. */
  readonly meaning: string;
}

const NO_OTHER_SIDE = 'One still does not show the sides of what is in it, so it is made as an arc of a few degrees.';
const NO_EYES = 'The built-in renderer does not look for things in the picture; --focus X,Y says where they are.';
const FLAT = 'Further, and a flat still looks like a card or shows its edge.';
const LAST_CAMERA =
  'The last still says where the camera ends, so a move that does not come back to the whole frame is left out.';
const LAST_SHOWS = 'Between two stills things change as the last one shows them; what neither shows is not made up.';
const LAST_LIGHT = 'The last still has its own light, which the clip comes to.';
const LAST_FOCUS = 'The last still has its own focus, so the focus comes back by the end.';

/** The share of a focus pull's time in which it comes back, where a last still wants it back. */
const RETURN_SHARE = 0.4;

/** Turns a scheduled wish into moves and actions, and says where they fall short of it. `focusNow` is where the focus is before. */
export function carryOut(
  { said, from, to }: Scheduled,
  prompt: string,
  setting: CarryOutSetting,
  focusNow: InFocus,
): CarriedOut {
  const { wish } = said;
  const timing = { from, to, easing: said.easing ?? 'ease' };
  const adjust = adjusterOf(said, prompt);
  switch (wish.kind) {
    case 'move':
      return move(wish, timing, setting, adjust);
    case 'hold':
      return { camera: [], actions: [], adjustments: [], meaning: 'the camera stands still' };
    case 'turn':
      return turn(wish, timing, said.easing, setting, adjust);
    case 'light_sweep': {
      const action = {
        kind: 'light_sweep',
        towards: towardsOf(wish.sides),
        strength: sweepStrength(wish.amount),
      } as const;
      return { camera: [], actions: [{ action, ...timing }], adjustments: [], meaning: describeAction(action) };
    }
    case 'light_change': {
      if (setting.hasLast) return nothing(adjust('action_left_out', 'left out', LAST_LIGHT), 'left to the last still');
      const action = { kind: 'light_change', ...sizeLight(wish.change, wish.amount, wish.isToBlack === true) } as const;
      return {
        camera: [],
        actions: [{ action, ...timing }],
        adjustments: [],
        meaning: `light becomes ${wish.change.join(' and ')}`,
      };
    }
    case 'focus_pull':
      return focus(wish, timing, setting, adjust, focusNow);
    case 'other':
      // What happens in the picture on the way to the last still is what the last still is for.
      if (setting.hasLast && wish.isSubject) {
        const shown =
          wish.isTransformation === true ? [] : [adjust('left_to_last_still', 'the way to the last still', LAST_SHOWS)];
        return { camera: [], actions: [], passage: timing, adjustments: shown, meaning: 'the last still shows it' };
      }
      return nothing(adjust('action_left_out', 'left out', wish.reason), 'left out');
  }
}

/** A move that a last still has no room for. */
export function leaveOut(said: Said, prompt: string): Adjustment {
  return adjusterOf(said, prompt)('move_left_out', 'left out', LAST_CAMERA);
}

type Adjust = (code: string, used: string, reason: string) => Adjustment;

function adjusterOf({ start, end }: Said, prompt: string): Adjust {
  const asked = prompt.slice(start, end);
  return (code, used, reason) => ({ code, field: 'prompt', asked, used, reason, span: { start, end } });
}

function nothing(adjustment: Adjustment, meaning: string): CarriedOut {
  return { camera: [], actions: [], adjustments: [adjustment], meaning };
}

function move(
  wish: Extract<Wish, { kind: 'move' }>,
  timing: Timing,
  setting: CarryOutSetting,
  adjust: Adjust,
): CarriedOut {
  const { move: sized, isLimited } = sizeMove(wish, setting);
  const adjustments: Adjustment[] = [];
  if (wish.shortfall !== undefined) adjustments.push(adjust('move_approximated', sized.kind, wish.shortfall));
  if (isLimited) adjustments.push(adjust('amount_limited', 'as much as a flat still gives', FLAT));
  const closesIn = wish.move === 'push_in' || wish.move === 'pull_out';
  if (closesIn && wish.target !== undefined && setting.focus === undefined) {
    adjustments.push(adjust('target_not_found', 'the middle of the frame', NO_EYES));
  }
  const made = sized.kind === 'handheld' && setting.hasLast ? { ...sized, fadesOut: true as const } : sized;
  return { camera: [{ move: made, ...timing }], actions: [], adjustments, meaning: describeMove(sized) };
}

function turn(
  wish: Extract<Wish, { kind: 'turn' }>,
  timing: Timing,
  easing: Easing | undefined,
  setting: CarryOutSetting,
  adjust: Adjust,
): CarriedOut {
  if (setting.hasLast)
    return { camera: [], actions: [], passage: timing, adjustments: [], meaning: 'the way to the last still' };
  const { move: arc } = sizeMove(wish, setting);
  // A thing that turns comes to rest more than a camera does.
  const settled = { ...timing, easing: easing ?? 'settle' };
  return {
    camera: [{ move: arc, ...settled }],
    actions: [],
    adjustments: [adjust('move_approximated', 'arc', NO_OTHER_SIDE)],
    meaning: `a turn, made as ${describeMove(arc)}`,
  };
}

function focus(
  wish: Extract<Wish, { kind: 'focus_pull' }>,
  timing: Timing,
  { hasLast }: CarryOutSetting,
  adjust: Adjust,
  focusNow: InFocus,
): CarriedOut {
  const strength = blurStrength(wish.amount);
  const action = {
    kind: 'focus_pull',
    from: focusNow === 'everything' ? (wish.from ?? focusNow) : focusNow,
    to: wish.to,
    strength,
  } as const;
  const meaning = describeAction(action);
  if (!hasLast || wish.to === 'everything')
    return { camera: [], actions: [{ action, ...timing }], adjustments: [], meaning };
  const back = { kind: 'focus_pull', from: wish.to, to: 'everything', strength } as const;
  const turnAt = timing.to < 1 ? timing.to : timing.from + (1 - RETURN_SHARE) * (1 - timing.from);
  const actions: readonly TimedAction[] = [
    { action, ...timing, to: turnAt },
    { action: back, ...WHOLE_CLIP, from: turnAt },
  ];
  return {
    camera: [],
    actions,
    adjustments: [adjust('focus_returned', 'there and back', LAST_FOCUS)],
    meaning: `${meaning}, and back`,
  };
}

function towardsOf({ x, y }: Extract<Wish, { kind: 'light_sweep' }>['sides']): Towards {
  return x ?? y ?? 'right';
}
