import type { Action } from '../../actions.js';
import type { Said } from '../said.js';
import type { CarriedOut } from './carry-out.js';

/** Not "from the back", nor a "back light". */
const RETURN =
  /\b((?<!\bthe )back(?![ -]?(light|lit))|normal|returns?|returning|restores?|restored|recovers?|recovering)\b/i;

/** The light that changes have come to: levels multiply, warmth is summed. */
export interface LightNow {
  readonly level: number;
  readonly warmth: number;
}

/** "Returns to normal" takes back what the light has come to, and not a usual amount of the other way. */
export function takeBack(outcome: CarriedOut, { wish, start, end }: Said, prompt: string, now: LightNow): CarriedOut {
  const isChanged = now.level !== 1 || now.warmth !== 0;
  if (wish.kind !== 'light_change' || !isChanged || !RETURN.test(prompt.slice(start, end))) return outcome;
  const actions = outcome.actions.map((timed) =>
    timed.action.kind === 'light_change'
      ? { ...timed, action: { ...timed.action, level: 1 / now.level, warmth: -now.warmth } }
      : timed,
  );
  return { ...outcome, actions, meaning: actions.length > 0 ? 'light becomes as it was' : outcome.meaning };
}

/** The light after what was carried out. */
export function lightAfter({ actions }: CarriedOut, now: LightNow): LightNow {
  return actions
    .map(({ action }) => action)
    .filter((action): action is Extract<Action, { kind: 'light_change' }> => action.kind === 'light_change')
    .reduce((sum, { level, warmth }) => ({ level: sum.level * level, warmth: sum.warmth + warmth }), now);
}
