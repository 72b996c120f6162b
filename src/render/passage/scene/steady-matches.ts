import type { Match } from '../match.js';

/** Neighbours of a match are this near (frame heights); they speak for it when they go the same way. */
const NEIGHBOURHOOD = 50 / 540;
/** Matches of the same corner, found twice, do not speak for each other. */
const APART = 2 / 540;
/** How differently a neighbour may go: this much (frame heights), and this share of the way to it. */
const STRAY = 1.5 / 540;
const STRAY_SHARE = 0.15;
const NEIGHBOURS_MIN = 3;

/** The matches that go as at least three of their neighbours do. Of wrong ones few are left, of right ones nearly all. */
export function steadyMatches(matches: readonly Match[]): readonly Match[] {
  const shelves = new Map<string, Match[]>();
  const shelfOf = (x: number, y: number): string => `${Math.floor(x / NEIGHBOURHOOD)} ${Math.floor(y / NEIGHBOURHOOD)}`;
  for (const match of matches) {
    const name = shelfOf(match.from.x, match.from.y);
    const shelf = shelves.get(name);
    if (shelf === undefined) shelves.set(name, [match]);
    else shelf.push(match);
  }
  const steps = [-NEIGHBOURHOOD, 0, NEIGHBOURHOOD];
  return matches.filter((match) => {
    let spoken = 0;
    for (const down of steps) {
      for (const right of steps) {
        const near = shelves.get(shelfOf(match.from.x + right, match.from.y + down)) ?? [];
        for (const other of near) if (goesAlong(match, other)) spoken++;
        if (spoken >= NEIGHBOURS_MIN) return true;
      }
    }
    return false;
  });
}

function goesAlong(match: Match, other: Match): boolean {
  const [x, y] = [other.from.x - match.from.x, other.from.y - match.from.y];
  const apart = Math.hypot(x, y);
  if (apart > NEIGHBOURHOOD || apart < APART) return false;
  return Math.hypot(other.to.x - match.to.x - x, other.to.y - match.to.y - y) < STRAY + STRAY_SHARE * apart;
}
