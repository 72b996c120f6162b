import { isPreposition, MANNER, subjectBefore } from '../../grammar/subjects.js';
import type { LightWord } from '../../said.js';
import { has, type Word } from '../../text/words.js';
import type { Sense } from '../../words/lexicon.js';
import type { Context } from '../reader.js';
import { CHANGES, coloursIn, coloursOf, ledTo, unique } from './colours.js';

const OPPOSITE: Readonly<Record<LightWord, LightWord>> = {
  warmer: 'cooler',
  cooler: 'warmer',
  brighter: 'dimmer',
  dimmer: 'brighter',
  key: 'dimmer',
};

/** What light does when it changes, and what one does to it. */
const CHANGING: readonly Sense[] = ['become', 'rising', 'falling', 'switching', 'settle'];

/** What a change of light can be said of. */
const LIT: readonly Sense[] = ['light', 'lit', 'key', 'picture', 'glint', 'daytime', ...CHANGES];

/** What a verb makes of light: its own doing, or somebody's order. */
export function changeAt(words: readonly Word[], at: number, context: Context): readonly LightWord[] {
  const word = words[at];
  if (word === undefined) return [];
  // "The product is lit up".
  if (word.word === 'lit' && words[at + 1]?.word === 'up' && has(words[at - 1], 'be', 'become')) return ['brighter'];
  // "The scene is bathed in blue": how it is.
  if (word.form === 'ed') return has(word, 'switching') && has(words[at - 1], 'be') ? passive(words, at) : [];
  const subject = subjectBefore(words, at);
  if (subject === undefined) {
    // "The machine hums and lights up": it does.
    const isOthers = context.isHappening && (context.subject === 'thing' || context.subject === 'living');
    if (isOthers && word.form === 's') return [];
    // "It's getting dark".
    const isWeather = /^it('s| is)$/.test(words[at - 1]?.word ?? '') && has(word, 'become');
    if (isWeather && (context.it === undefined || context.it === 'camera')) return becoming(words, at, undefined);
    const goesOn = word.form !== 'base' && (context.subject === 'light' || context.topic === 'light');
    if (!has(word, ...CHANGES, ...CHANGING)) return [];
    return goesOn ? becoming(words, at, undefined) : ordered(words, at);
  }
  // "Dusk falls", "dawn breaks over the hills", "golden hour settles in": whatever the verb, that hour comes.
  // "The day passes": that it does is all that is said.
  const isGoneBy = word.lemma === 'pass' || (word.lemma === 'go' && words[at + 1]?.word === 'by');
  if (has(subject.head, 'daytime') && !has(subject.head, 'light') && !has(word, 'posture', 'gaze') && !isGoneBy) {
    const led = ledTo(words, at);
    const after = coloursIn(words, at + 1, words.length);
    return led.length > 0 ? led : after.length > 0 ? after : coloursOf(subject.head);
  }
  // "The cold blue of evening takes over".
  const isComing = /^(take|creep|set|seep|spread|arrive|descend|envelop|engulf)$/.test(word.lemma);
  const isShadow = /^shadows?$/.test(subject.head.word);
  if (isComing && has(subject.head, 'warm', 'cool', 'dim') && !has(subject.head, 'light', 'glint') && !isShadow)
    return coloursIn(words, 0, at);
  if (has(word, 'losing') && has(subject.head, ...LIT))
    return unique(coloursIn(words, at + 1, words.length).map((name) => OPPOSITE[name]));
  if (isShadow && areDeeper(words, at)) return ['dimmer'];
  if (!has(word, ...CHANGES, ...CHANGING)) return [];
  // "The headlights switch on": a lamp that is seen, and not what the picture is lit by.
  const isTraffics = words.some((one, index) => one.word === 'traffic' && words[index + 1] === subject.head);
  if (/^headlights?$/.test(subject.head.word) || isTraffics) return [];
  // "The key turns in the lock".
  if (subject.head.word === 'key' && /^(turn|click|slide|swing|fall|drop|slip|snap|spin)$/.test(word.lemma)) return [];
  // "It gets dark": it is the light, where nothing else was named.
  const isWeather =
    subject.kind === 'it' && (context.it === undefined || context.it === 'camera') && has(word, 'become');
  const isLights =
    subject.kind === 'light' || has(subject.head, ...LIT) || (subject.kind === 'it' && context.it === 'light');
  if (isLights || isWeather) return becoming(words, at, subject.head, words.slice(0, at));
  return [];
}

/** "The shadows deepen", "the shadows get darker". */
function areDeeper(words: readonly Word[], at: number): boolean {
  const next = words.slice(at + 1).find((one) => !has(one, ...MANNER) || has(one, 'strong'));
  return (
    words[at]?.lemma === 'deepen' ||
    (has(words[at], 'become') && /^(deeper|darker|stronger|deep|dark)$/.test(next?.word ?? ''))
  );
}

/** "The lamp is switched off". */
function passive(words: readonly Word[], at: number): readonly LightWord[] {
  const level = has(subjectBefore(words, at)?.head, 'light', 'key') ? levelOf(words, at) : undefined;
  return level === undefined ? [] : [level];
}

/** What light becomes that does this: by the verb, by what follows it, or by what it is said to be ("warm light floods the room"). */
function becoming(
  words: readonly Word[],
  at: number,
  head: Word | undefined,
  group: readonly Word[] = [],
): readonly LightWord[] {
  const word = words[at];
  if (word === undefined) return [];
  const measured = measuredBy(words, at);
  if (measured !== undefined) return [measured];
  const own = coloursOf(word).filter((name) => name !== 'key');
  const led = ledTo(words, at);
  if (own.length > 0) return unique([...own, ...besides(words, at), ...led]);
  if (led.length > 0) return led;
  const from = words.findIndex((one, index) => index > at && one.word === 'from');
  const end = words.findIndex((one, index) => index > at && isPreposition(one));
  const adjectives = coloursIn(words, at + 1, end === -1 ? words.length : end);
  if (adjectives.length > 0 && from === -1) return adjectives;
  // "A shaft of light falls through the skylight": where it is.
  const isOn =
    isPreposition(words[at + 1]) &&
    words[at + 1]?.word !== 'in' &&
    words[at + 2] !== undefined &&
    // "Come on in the garage".
    !(/^(on|off|up)$/.test(words[at + 1]?.word ?? '') && isPreposition(words[at + 2])) &&
    !has(words[at + 2], 'filler');
  // "Streams in through the blinds".
  const isThrough = words[at + 1]?.word === 'in' && /^(through|from|by|between|at)$/.test(words[at + 2]?.word ?? '');
  const isLying = /^(fall|come|pour|stream|spill|filter)$/.test(word.lemma) && (isOn || isThrough);
  if (isLying) return [];
  const level = levelOf(words, at);
  if (has(head, 'key') && level !== 'dimmer') return ['key'];
  // A shot rises and a room fills without more light; when they fade, it is the light that does.
  const isFading = word.lemma === 'fade' && has(head, 'lit', 'picture') && !has(head, 'daytime');
  const isLight = head === undefined || has(head, 'light', 'glint', 'sweep') || isFading;
  if (!isLight || level === undefined) return [];
  const tints =
    level === 'brighter' && /^(flood|fill|bathe|pour|stream|spread|come|fade|return|wash|spill)/.test(word.lemma)
      ? coloursIn(group, 0, group.length).filter((name) => name === 'warmer' || name === 'cooler')
      : [];
  return tints.length > 0 ? tints : [level];
}

/** "Warm the light", "bring up the key light", "dim", "a shift to golden hour". */
function ordered(words: readonly Word[], at: number): readonly LightWord[] {
  const word = words[at];
  if (word === undefined) return [];
  const before = words.slice(0, at);
  const rest = words.slice(at + 1);
  // "Turn the day into a thunderstorm".
  if (rest.some((one) => one.word === 'into') && ledTo(words, at).length === 0) return [];
  // "Turn off the lights".
  const isLed = (lead: Word, index: number): boolean =>
    isPreposition(lead) && !(index === 0 && /^(on|off|out)$/.test(lead.word));
  if (before.some((one) => isPreposition(one)) || word.form === 'ed') return [];
  const object = rest.find(
    (one, index) =>
      (has(one, 'light', 'lit', 'picture', 'key', 'daytime') || /^(it|warmth)$/.test(one.word)) &&
      !rest.slice(0, index).some(isLed),
  );
  const isNoun = before.some((one) => has(one, 'determiner'));
  // "A slow dim to half", "a gentle warm-up".
  const isBareNoun = isNoun && before.every((one) => has(one, 'determiner', 'carrier', 'opening', ...MANNER));
  if (
    isBareNoun &&
    has(word, ...CHANGES) &&
    (rest[0] === undefined || has(rest[0], 'up', 'down') || isPreposition(rest[0]))
  )
    return becoming(words, at, undefined);
  // "Warm light" is an adjective and a noun.
  if (/^(warm|cool|dim)$/.test(word.word) && has(rest[0], 'light', 'glint', 'lit', ...CHANGES) && !isAll(rest[0]))
    return [];
  if (!isNoun && has(word, ...CHANGES)) {
    const isBare = rest.every(
      (one) => has(one, 'up', 'down', 'filler', 'list', ...MANNER, ...CHANGES) || isPreposition(one),
    );
    // "Cool" and "warm" alone are adjectives, "warm up" is not.
    const isAdjective = word.form === 'base' && /^(cool|warm)$/.test(word.lemma) && rest.length === 0;
    const isAimed =
      object !== undefined && has(rest[0], 'determiner', 'pronoun', 'up', 'down', 'light', 'lit', 'list', ...CHANGES);
    return isAimed || (isBare && !isAdjective) ? becoming(words, at, undefined) : [];
  }
  if (
    !isNoun &&
    object !== undefined &&
    has(word, ...CHANGING) &&
    (has(rest[0], 'determiner', 'light', 'key', 'up', 'down') ||
      isAll(rest[0]) ||
      /^(on|off|out)$/.test(rest[0]?.word ?? ''))
  ) {
    return becoming(words, at, object);
  }
  // "A shift to warm light", "transition to dusk".
  const goal = rest.findIndex((one) => /^(to|into)$/.test(one.word));
  const isShift =
    has(word, 'become', 'falling') && goal !== -1 && goal <= 2 && !has(word, 'zoom', 'pan', 'tilt', 'push', 'truck');
  return isShift && rest.slice(goal).some((one) => has(one, 'light', 'key', 'daytime'))
    ? coloursIn(rest, goal + 1, rest.length)
    : [];
}

function isAll(word: Word | undefined): boolean {
  return /^(everything|all)$/.test(word?.word ?? '');
}

/** "Lower the brightness", "increase the warmth": what light is measured by, more of it or less. */
function measuredBy(words: readonly Word[], at: number): LightWord | undefined {
  const level = levelOf(words, at);
  const end = words.findIndex((one, index) => index > at && has(one, 'preposition') && !has(one, 'up', 'down'));
  const object = words.slice(at + 1, end === -1 ? words.length : end);
  const noun = object.find(({ word }) => /^(brightness|exposure|warmth|darkness)$/.test(word))?.word;
  const more = noun === 'warmth' ? 'warmer' : noun === 'darkness' ? 'dimmer' : 'brighter';
  if (level === undefined || noun === undefined) return undefined;
  return level === 'brighter' ? more : OPPOSITE[more];
}

/** Verbs beside the first: "warms and brightens". */
function besides(words: readonly Word[], at: number): readonly LightWord[] {
  return words.flatMap((word, index) =>
    index > at && has(word, 'list')
      ? coloursOf(words.slice(index + 1).find((one) => !has(one, ...MANNER, 'filler')))
      : [],
  );
}

/** More light or less: "rises", "fades up", "turn the lamps off". */
function levelOf(words: readonly Word[], at: number): LightWord | undefined {
  const word = words[at];
  const particle = words.slice(at + 1).find((one) => /^(up|on|in|down|off|out|away)$/.test(one.word))?.word;
  // "The sun comes out".
  if (word?.lemma === 'come' && particle === 'out') return 'brighter';
  // "The glow gets stronger".
  const next = words.slice(at + 1).find((one) => !has(one, 'very', 'filler'))?.word ?? '';
  if (has(word, 'become') && /^(stronger|intenser|weaker|fainter|intense|strong|faint|weak)$/.test(next))
    return /^(st|in)/.test(next) ? 'brighter' : 'dimmer';
  if (has(word, 'switching') && particle !== undefined) return /^(up|on|in)$/.test(particle) ? 'brighter' : 'dimmer';
  return has(word, 'rising') ? 'brighter' : has(word, 'falling') ? 'dimmer' : undefined;
}
