import { FLAT_UPWARDS } from '../readers/camera/camera-moves.js';
import { type Sides, sidesOf } from '../grammar/sides.js';
import type { MoveWish, Wish } from '../said.js';
import type { Word } from '../text/words.js';
import type { Transcript } from './transcript.js';

/** "She walks left; the camera follows": a move that follows somebody goes where they went. */
export function following(wish: Wish, walked: Sides | undefined): Wish {
  if (wish.kind !== 'move' || wish.isFollowing !== true) return wish;
  return along(wish, { ...walked, ...wish.sides });
}

/** "The leaf drifts down, the camera follows": who goes up or down is followed by a tilt. */
function along(wish: MoveWish, sides: Sides): MoveWish {
  const isTilt = wish.move === 'pan' && sides.x === undefined && sides.y !== undefined;
  if (!isTilt) return { ...wish, sides };
  return { ...wish, move: 'tilt', sides, ...(wish.shortfall === undefined ? {} : { shortfall: FLAT_UPWARDS }) };
}

/** "Follow her as she walks to the left": the move that was said last goes where these words lead, if it follows. */
export function pointFollower(transcript: Transcript, words: readonly Word[]): void {
  const last = transcript.said.at(-1);
  if (last?.wish.kind !== 'move' || last.wish.isFollowing !== true) return;
  const wish = along(last.wish, { ...sidesOf(words), ...last.wish.sides });
  transcript.change(last.id, { wish });
}
