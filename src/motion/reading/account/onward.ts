import { isAdverb, isPreposition } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';

/** What takes something with it on its way: after it stands no thing's name, but where somebody goes. */
const ONWARD =
  /^(into|through|away|apart|open|shut|down|up|off|out|by|back|over|forward|forwards|backward|backwards|inward|inwards|outward|outwards|upward|upwards|downward|downwards|onto|toward|towards|past|together|again|once|twice|all|everywhere|across|along|around|underfoot|slowly|gently|softly)$/;

const REFLEXIVE = /^(itself|himself|herself|themselves)$/;
/** At the end of a clause they belong to the verb before them. */
const PARTICLE = /^(up|down|off|out|on|in|by|past|over|along|around|through)$/;

/** Whether what follows says where a deed goes, or how. */
export function isOnward(next: Word | undefined): boolean {
  return (
    next !== undefined &&
    (ONWARD.test(next.word) ||
      has(next, 'around') ||
      REFLEXIVE.test(next.word) ||
      (isAdverb(next) && !has(next, 'style')))
  );
}

/** After what may be the name of things: no preposition, which follows a name as well. `isPlaced`: a preposition stands after it. */
export function isSurelyOnward(next: Word | undefined, isLast: boolean, isPlaced: boolean): boolean {
  if (next === undefined) return false;
  if (REFLEXIVE.test(next.word) || (isLast && PARTICLE.test(next.word))) return true;
  // "Traffic streams past behind the statue".
  if (/^(past|by)$/.test(next.word) && isPlaced) return true;
  const isWay =
    /^(open|shut|apart|away|forward|back|together|again|upward|upwards|downward|downwards|toward|towards)$/.test(
      next.word,
    );
  return isWay || isAdverb(next) || (has(next, 'determiner') && !isPreposition(next));
}
