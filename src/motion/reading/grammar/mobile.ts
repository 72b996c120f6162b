import type { Word } from '../text/words.js';

const MOBILE =
  /^(boat|ship|yacht|car|train|tram|bus|van|bike|bicycle|motorcycle|motorbike|taxi|plane|airplane|jet|rocket|balloon|ball|cloud|leaf|leave|petal|sun|moon|comet|river|water|stream|wave|lava|smoke|fog|mist|steam|snow|rain|curtain|flag|kite|traffic|sail|ferry|drone|elevator|lantern)s?$/;

/** Whether a thing moves by itself wherever a camera is: "the boat drifting away" does not say where the camera goes. */
export function isMobile(word: Word | undefined): boolean {
  return word !== undefined && MOBILE.test(word.word);
}

/** Whether a verb is said of people on foot before it is said of a camera. */
export function isWalk({ lemma }: Word): boolean {
  return /^(walk|run|stroll|step|ride|jump|dash|rush|wander)$/.test(lemma);
}
