import { isAdverb, isNoun, isPreposition, kindOf, MANNER, subjectBefore } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';
import { isAfterPerson, isDoneByMany } from './bare-verbs.js';
import { isNameToo } from './common-verbs.js';
import { DONE_TO, formOf, isKnownDeed, MANY_WAYS, NAMES, QUIET } from './deed-words.js';
import { doerOf, groupBefore, isPlaceOf, isPluralHead, isPossessed } from './doers.js';
import { isLasting, isLastingVerb } from './lasting.js';
import { isOnward, isSurelyOnward } from './onward.js';
import { isOfCamera, isOrdered } from './orders.js';
import { isAimed, isSomebodysDeed } from './somebodys-deeds.js';
import { isListedThing, isThings } from './thing-table.js';

/** "The liquid inside churns". */
const PLACED =
  /^(inside|outside|above|below|behind|underneath|within|around|overhead|nearby|beyond|outside|next door|upstairs)$/;

/** They count what follows, so that "a dozen eggs" has no verb. */
const COUNTING =
  /^(few|couple|dozen|hundred|thousand|million|lot|several|many|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|pair|set|number|handful|row|bunch|variety|collection|group|series|line|kind|type|sort|assorted|both|all|more|most|other)$/;

const SINGLE = /^(a|an|each|every|this|that|another|one|its|it)$/;

/** Whether a word is what somebody or something does, or is told to do, as far as its form and its place can say. */
export function isDeed(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word === undefined || word.time !== undefined || word.measure !== undefined || isAdverb(word)) return false;
  if (at >= 2 && PLACED.test(words[at - 1]?.word ?? '') && isNoun(words, at - 2))
    return isDeed(words.toSpliced(at - 1, 1), at - 1);
  if (isRising(words, at) || isOpening(words, at) || isHandled(words, at) || isSomebodysDeed(words, at)) return true;
  if (has(word, ...QUIET) || isPossessed(words, at) || isLasting(words, at)) return false;
  const form = formOf(word);
  if (form === undefined) return false;
  if (form === 's') return isFinite(words, at);
  if (form === 'ing') return isGoingOn(words, at);
  if (form === 'ed') return isPerfect(words, at);
  return isOrdered(words, at) || isOfCamera(words, at) || isDoneByMany(words, at) || isAfterPerson(words, at);
}

/** "Leans forward", "sits up", "the tower leans": out of one posture into another. */
function isRising(words: readonly Word[], at: number): boolean {
  const word = words[at];
  // "The map fills with pins"; "a sofa fills the corner" describes.
  const isFilling =
    word?.lemma === 'fill' && (words[at + 1] === undefined || /^(up|with)$/.test(words[at + 1]?.word ?? ''));
  if (word?.form === 's' && isFilling) return subjectBefore(words, at)?.kind === 'thing';
  if (word?.form !== 's' || !/^(lean|sit|stand|lie|kneel)$/.test(word.lemma)) return false;
  const next = words[at + 1]?.word ?? '';
  const subject = subjectBefore(words, at);
  if (subject?.kind === 'camera') return false;
  if (/^(up|back|down|forward|forwards)$/.test(next)) return true;
  return word.lemma === 'lean' && (next === '' || /^(in|out|over|away)$/.test(next));
}

/** "A waiter carries a tray", "men in suits carry boxes", "he points at the ship": how a thing is, and what a person does. */
function isHandled(words: readonly Word[], at: number): boolean {
  const [word, before, next] = [words[at], words[at - 1], words[at + 1]];
  if (word === undefined || !/^(carry|point|hang|lay|stack|decorate|fill|adorn)$/.test(word.lemma)) return false;
  const isDoing = word.form === 's' || (word.form === 'base' && before !== undefined && !has(before, 'determiner'));
  const isLiving = before?.word === 'they' || subjectBefore(words, at)?.kind === 'living';
  if (!isDoing || !isLiving || has(before, 'auxiliary', 'negation')) return false;
  // "Her face fills the frame".
  if (words.slice(at + 1).some((one) => has(one, 'picture'))) return false;
  const isThing = next !== undefined && (isNoun(words, at + 1) || has(next, 'determiner', 'pronoun'));
  return word.lemma === 'point' ? next !== undefined : isThing && !isPreposition(next);
}

/** "The engine starts", "the flower opening", "a river flowing": words that say how a shot begins or goes, where no shot is named. */
function isOpening(words: readonly Word[], at: number): boolean {
  const [word, before, next] = [words[at], words[at - 1], words[at + 1]];
  if (word === undefined || before === undefined || !isNoun(words, at - 1) || !(next === undefined || isAdverb(next)))
    return false;
  if (/^(starts|begins)$/.test(word.word))
    return !['camera', 'light', 'focus'].includes(kindOf(before)) && !has(before, 'lit');
  if (/^(opening|closing)$/.test(word.word))
    return /^(flower|rose|bud|blossom|petal|door|gate|box|lid|book|eye|hand|curtain|umbrella|mouth|case|package)s?$/.test(
      before.word,
    );
  return word.word === 'flowing' && /^(river|water|stream|creek|lava|waterfall|blood)$/.test(before.word);
}

/** "The ribbon unspools", "a cat yawps", "hums and clicks"; "the wine glasses" are things. */
function isFinite(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word === undefined) return false;
  // "The cracks filled with gold".
  const after = words[at + 1];
  if (after?.form === 'ed' && !isAdverb(after) && !has(after, 'blur')) return false;
  const isDone = isKnownDeed(word);
  const isNamed =
    !isHardlyName(words, at) &&
    (isThings(word.word) || isNameToo(word.word) || (word.senses.size > 0 && !word.isVerb) || has(word, ...NAMES));
  if (has(words[at - 1], 'relative')) {
    // "A dog that chases its tail", "a man who reads the paper"; "a man who reads" is shown reading.
    const isLivings = has(words[at - 2], 'living') && (isAimed(after) || (after === undefined && !isLastingVerb(word)));
    return isDone && (isLivings || (!isNamed && !isLastingVerb(word)));
  }
  const group = groupBefore(words, at);
  if (isPlaceOf(words, at - group.length)) return false;
  const head = group.findLast((one) => !isAdverb(one) && !has(one, 'filler', 'clockwise'));
  const next = words[at + 1];
  if (head === undefined || has(head, 'determiner')) {
    // "Whirs and clicks": it goes on with somebody who was named before.
    // "Mixes blue with white and paints the sky".
    if (has(words[at - 1], 'list')) return isDone && has(next, 'determiner') && !isPreposition(next);
    const isGoing = isNamed ? isLeaving(words, at) : next === undefined || isOnward(next);
    return at === 0 && isDone && isGoing;
  }
  if (group.some((one) => COUNTING.test(one.word) || /^\d/.test(one.word))) return false;
  if (has(head, 'camera', 'picture', 'we', 'rig')) return isDone || word.senses.size === 0 || has(word, ...MANY_WAYS);
  const isOne = SINGLE.test(group[0]?.word ?? '') && !(isNamed && !isDone);
  if (isOne || has(head, 'person', 'pronoun')) return true;
  const isFollowed = isOnward(next) || (has(next, 'determiner') && !has(next, 'preposition'));
  // "The florist trims the stems": behind a name stands no article.
  const isObject = has(next, 'determiner') && !isPreposition(next);
  // "The terminal prints lines".
  if (isNamed && isNameToo(word.word) && !isListedThing(word.word) && isThings(next?.word ?? '')) return isDone;
  if (isNamed && isObject && has(group[0], 'determiner') && !isPluralHead(head) && isListedThing(word.word))
    return true;
  if (isNamed)
    return (
      isDone &&
      (isDeparting(word, head) ||
        isStopping(words, at) ||
        isSurelyOnward(next, words[at + 2] === undefined, isPreposition(words[at + 2])) ||
        (isPreposition(next) && isMass(group)) ||
        has(head, 'living', 'overlay'))
    );
  if (isDone) return !isPluralHead(head) || has(head, 'living', 'event');
  if (isFollowed) return has(group[0], 'determiner') || isNoun(words, at - 1);
  // "The gizmo fribbles": neither a verb nor a thing that is known.
  return next === undefined && /^(the|his|her|its|their|our|my|your)$/.test(group[0]?.word ?? '') && group.length === 2;
}

/** "The sun sinks", "the waterfall thunders": what stands there names things in no other place. */
function isHardlyName(words: readonly Word[], at: number): boolean {
  const [word, before] = [words[at]?.word ?? '', words[at - 1]?.word ?? ''];
  if (/^(sun|moon)$/.test(before)) return /^(sinks|sets|rises|dips|slips)$/.test(word);
  if (word === 'scrolls') return /^(content|page|text|feed|website|site|code|screen|timeline|app|list)$/.test(before);
  return /^(thunders|rains|snows|smokes|steams|gusts)$/.test(word) && has(groupBefore(words, at)[0], 'determiner');
}

/** "… and rolls down": what may be the name of things, and nothing after it but where. */
function isLeaving(words: readonly Word[], at: number): boolean {
  const isWay = /^(up|down|off|out|away|by|past|over|open|shut)$/.test(words[at + 1]?.word ?? '');
  return isWay && words[at + 2] === undefined && !has(words[at], 'light', 'glint');
}

/** "The ball rolls to a halt". */
function isStopping(words: readonly Word[], at: number): boolean {
  return (
    words[at + 1]?.word === 'to' &&
    words.slice(at + 2, at + 5).some(({ word }) => /^(halt|stop|rest|standstill)$/.test(word))
  );
}

/** "The train leaves"; the tree's are leaves. */
function isDeparting(word: Word, head: Word): boolean {
  return (
    word.word === 'leaves' &&
    /^(train|bus|car|ship|boat|taxi|plane|ferry|tram|truck|van|rocket|bike|cab)$/.test(head.word)
  );
}

/** "Mist pools in the valley": behind what cannot be counted stands no name, where nothing else is said of it. */
function isMass(group: readonly Word[]): boolean {
  return group.length === 1 && /^(mist|fog|smoke|steam|snow|rain|dust|lightning|thunder)$/.test(group[0]?.word ?? '');
}

/** "Gears whirring", "clattering hooves", "people is walking"; a burning candle is how things are. */
function isGoingOn(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word === undefined || has(word, ...MANNER)) return false;
  const before = words[at - 1];
  const isDone = isKnownDeed(word);
  if (has(before, 'be') || (before?.word === 'by' && isDone)) return true;
  // "Where it starts raining".
  const isBegun = /^(starts?|begins?|keeps?)$/.test(before?.word ?? '') && isDone;
  if (isBegun && !/^(camera|light|focus)$/.test(doerOf(words, at - 1)?.kind ?? 'camera')) return true;
  const group = groupBefore(words, at).filter((one) => !isAdverb(one) && !has(one, 'filler'));
  const head = group.at(-1);
  const next = words[at + 1];
  const isFollowed =
    next === undefined || isPreposition(next) || isAdverb(next) || isOnward(next) || has(next, 'determiner');
  if (head === undefined || has(head, 'determiner') || at === 0) {
    // "Rustling leaves" asks, "a rustling skirt" describes.
    const isAlone = words.length === 1;
    // "Puffing up to its full size", "blowing in the wind".
    const isOwn = !isLastingVerb(word) && !has(word, ...MANY_WAYS) && (isOnward(next) || isPreposition(next));
    if (at === 0 && isDone && isOwn) return true;
    return (
      isDone &&
      !isLastingVerb(word) &&
      !has(before, 'determiner') &&
      (isAlone || (next !== undefined && !isFollowed && at === 0))
    );
  }
  if (has(head, ...MANNER)) return false;
  if (has(head, 'camera', 'picture', 'we', 'rig'))
    return word.word !== 'rolling' && (isDone || has(word, ...MANY_WAYS));
  // "The baker kneading dough".
  const isBusy = has(head, 'living') && isDone && !isLastingVerb(word) && isNoun(words, at + 1);
  if (!isFollowed) return isBusy && !has(word, ...MANY_WAYS);
  return isDone ? true : isNoun(words, at - 1);
}

/** "Once the fog has lifted", "the curtain gets torn". */
function isPerfect(words: readonly Word[], at: number): boolean {
  const word = words[at];
  const before = words.slice(0, at).findLast((one) => !isAdverb(one) && !has(one, 'filler'))?.word ?? '';
  const next = words[at + 1];
  // "The candle blown out".
  const isOut = /^(out|off|away|apart|over)$/.test(next?.word ?? '') && words[at + 2] === undefined;
  const [done, out] = word?.word.split(' ') ?? [];
  if (next === undefined && out !== undefined && DONE_TO.test(done ?? '') && isNoun(words, at - 1)) return true;
  if (isOut && DONE_TO.test(word?.word ?? '') && isNoun(words, at - 1)) return true;
  const isEnd = next === undefined || isPreposition(next) || isAdverb(next);
  const isDone = word !== undefined && (isKnownDeed(word) || (word.senses.size === 0 && isEnd));
  if (/^(is|are|gets|get|being|been)$/.test(before) && DONE_TO.test(done ?? '')) return true;
  if (before === 'being') return isDone;
  return (
    /^(has|have|had|get|gets|getting)$/.test(before) &&
    isDone &&
    words.slice(0, at - 1).some((_, index) => isNoun(words, index))
  );
}
