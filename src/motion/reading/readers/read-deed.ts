import { goesOn, isUndergone } from '../account/chains.js';
import { isDeed } from '../account/deeds.js';
import { kindOf, isNoun, MANNER } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';
import type { Context, Reader } from './reader.js';

const NO_DEED = 'One still does not show it: what happens inside the picture needs a model.';
const NO_RETOUCH = 'The built-in renderer changes nothing in the picture itself.';

/** Changes that are said by a noun: "an eruption of powder", "the slow sway of kelp". */
const MOTIONS =
  /^(sway|swaying|eruption|flurry|undulation|swirl|whirl|flutter|quiver|shiver|shudder|tremor|burst|shower|swarm|stampede|avalanche|collapse|cascade|rustle|crackle|rumble|throb|pulse|blink|wink|shrug|bounce|wobble|jiggle|twitch|twinkle|twirl|pirouette|somersault|surge|eddy|trickle|drip|splatter|disintegration|inflation|dispersal|scattering|fluttering|rippling|blinking|breathing|heat shimmer|stirring|swing|swish|whoosh|outburst|blast|spray|vibration|oscillation|rotation|flight|blizzard|sandstorm|whirlwind|tornado|earthquake|landslide|downpour|drizzle|hail|hailstorm|heartbeat|applause|laughter|breath|growth|countdown|smile|grin|nod|frown|hair movement|head movement|head turn|head tilt)s?$/;
const ADDING = /^(add|insert|include|put|place|overlay|superimpose|attach)$/;
const MAKING = /^(reverse|make|turn|change|give|render|convert|set|switch|blur)$/;
/** What is added to a film without anything being seen to change. */
const AIR =
  /^(drama|energy|mood|tension|depth|emotion|life|interest|atmosphere|feel|feeling|style|character|impact|suspense|elegance|realism|romance|mystery|punch|texture|polish|motion|movement|dynamism|intensity|flair|look|vibe|quality|detail|details|focus|light|warmth)$/;

/** What no other reader knows, and that asks for something all the same: a deed, a motion by name, an order to change the picture. */
export const readDeed: Reader = (words, context) => {
  const isSaid = words.some((_, at) => isDeed(words, at)) || isOn(words, context) || isMotion(words, context);
  if (isSaid) return named(words, NO_DEED, true);
  return isRetouch(words) ? named(words, NO_RETOUCH, true) : undefined;
};

/** "Steam rises and curls", "…, then extinguished": what goes on with somebody who was named before. */
function isOn(words: readonly Word[], { isHappening, isAttached, isNext }: Context): boolean {
  return (isHappening && goesOn(words, isAttached)) || (isNext && words.length <= 2 && isUndergone(words));
}

function named(words: readonly Word[], reason: string, isSubject: boolean): ReturnType<Reader> {
  return {
    from: 0,
    to: words.length,
    reads: 'not_rendered',
    meaning: 'left out',
    wishes: [{ kind: 'other', isSubject, reason }],
  };
}

/** "A flurry of petals", "gentle undulation of the silk": at the head of what is said. */
function isMotion(words: readonly Word[], { isListed, isDirecting }: Context): boolean {
  const at = words.findIndex(({ word }) => MOTIONS.test(word));
  if (at === -1) return false;
  const before = words.slice(0, at);
  const isHead = before.every(
    (word) =>
      has(word, 'determiner', 'filler', 'carrier', 'opening', 'event', 'list', 'outward', 'inward', ...MANNER) ||
      word.senses.size === 0,
  );
  const next = words[at + 1];
  const isOf = /^(of|in|from|like|overhead|across|motion|movement)$/.test(next?.word ?? '');
  return (
    isHead &&
    before.length <= 5 &&
    (isOf || (next === undefined && (isListed || isDirecting || before.some((word) => has(word, 'carrier')))))
  );
}

/** "Add sunglasses", "make her hair longer"; "make it cinematic" is a manner. */
function isRetouch(words: readonly Word[]): boolean {
  const at = words.findIndex((word) => !has(word, 'filler') && word.word !== 'to');
  const first = words[at];
  const rest = words.slice(at + 1);
  if (first?.form !== 'base' || rest.some(({ word }) => /^(feel|look|seem|stand|more|like)$/.test(word))) return false;
  const objects = rest.filter((word, index) => isNoun(rest, index) && !has(word, 'style', ...MANNER));
  const object = objects[0];
  if (object === undefined || kindOf(object) === 'camera') return false;
  if (ADDING.test(first.lemma)) return !objects.every(({ word }) => AIR.test(word));
  const isAimed = has(rest[0], 'determiner') || has(rest[0], 'person');
  return (
    MAKING.test(first.lemma) &&
    isAimed &&
    (rest.length > 2 || /^(blur|reverse)$/.test(first.lemma)) &&
    kindOf(object) !== 'it' &&
    (!has(object, 'light', 'lit') || rest.some(({ word }) => word === 'into'))
  );
}
