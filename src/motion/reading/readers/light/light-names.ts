import { MANNER } from '../../grammar/subjects.js';
import type { LightWord } from '../../said.js';
import { has, type Word } from '../../text/words.js';
import type { Sense } from '../../words/lexicon.js';
import type { Context } from '../reader.js';
import { CHANGES, coloursIn, coloursOf, ledTo } from './colours.js';

/** What may stand beside the colour of a light in a list. */
const LISTED: readonly Sense[] = [
  ...([
    'light',
    'daytime',
    'key',
    'determiner',
    'soft',
    'slow',
    'slight',
    'list',
    'carrier',
    'opening',
    'filler',
    'become',
  ] as const),
];

/** A change by its form. */
export const COMPARATIVE = /^(warmer|cooler|colder|brighter|dimmer|darker|lighter|bluer|moodier|chillier)$/;

/** "Lights out", "lights up", "day to night": no verb, and yet a change. */
export function switched(words: readonly Word[]): readonly LightWord[] | undefined {
  const hour = words.find(({ word }) => word === 'day to night' || word === 'night to day')?.word;
  if (hour !== undefined) return hour === 'day to night' ? ['dimmer'] : ['brighter'];
  // "The sun is setting".
  const setting = words.findIndex(({ word }, at) => word === 'setting' && has(words[at - 1], 'be'));
  if (/^suns?$/.test(words[setting - 2]?.word ?? '')) return ['dimmer'];
  const particle = words.at(-1)?.word ?? '';
  if (!has(words.at(-2), 'light') || !/^(up|on|down|off|out)$/.test(particle)) return undefined;
  return particle === 'up' || particle === 'on' ? ['brighter'] : ['dimmer'];
}

/** "Warmer light", "getting darker": a comparative is a change wherever it stands, if it is light's. */
export function compared(words: readonly Word[], at: number, context: Context): readonly LightWord[] {
  const isLights =
    context.topic === 'light' ||
    context.subject === 'light' ||
    words.some((one) => has(one, 'light', 'lit', 'picture', 'daytime'));
  const isBright =
    words.some((one) => /^(brighter|dimmer|darker|lighter)$/.test(one.word)) && has(words[at - 1], 'become', 'rising');
  const isAlone = words.every(
    (one) => COMPARATIVE.test(one.word) || one.isVerb || has(one, ...MANNER, 'list', 'filler', 'pronoun'),
  );
  return isLights || isBright || isAlone ? coloursIn(words, at, words.length) : [];
}

/** "Cold to warm", "add warmth", and what stands under "Light:"; "warm light" and "golden hour" by themselves say how things are. */
export function listed(words: readonly Word[]): readonly LightWord[] {
  const isPlain = words.every((word) => has(word, ...LISTED, ...CHANGES) || /^(from|to|→|⇒|>)$/.test(word.word));
  if (!isPlain) return [];
  // "Cold to warm", "dim → bright": from one to the other is a change wherever it stands.
  const led = ledTo(words, 0);
  if (led.length > 0 && coloursOf(words.find((word) => has(word, ...CHANGES))).length > 0) return led;
  // "Add warmth".
  const isAsked =
    words.some((word) => has(word, 'carrier')) && words.some(({ word }) => /^(warmth|brightness|light)$/.test(word));
  // "Soft morning light" says what the picture is like, "warm morning light" is warm.
  const named = words.filter(({ word }) => !/^(day|morning|noon|midday|afternoon|evening|daylight)$/.test(word));
  return isAsked ? coloursIn(named, 0, named.length) : [];
}
