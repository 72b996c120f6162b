import { isAdverb, isPreposition, MANNER } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';

/** Verbs that are said of focus and of nobody's way: "falls out of focus", "melts into bokeh". */
const BECOMING =
  /^(become|get|turn|go|grow|come|fall|fade|melt|dissolve|bleed|blur|soften|sharpen|bring|snap|look|blend|resolve|transition|shift|change|disappear|vanish|diffuse|defocus|refocus|rack|throw|pull|put|render|make|keep|ease|evolve|develop|lose|find|gain)$/;
/** Said of focus too, but of a person only when he goes. */
const DRIFTING =
  /^(drop|slip|slide|drift|sink|recede|move|settle|float|swim|roll|spill|glide|swing|pop|shrink|spread|descend|wash|travel|creep|emerge|retreat|crumble|collapse|flow|run|swirl)$/;
/** What a thing is said to be; no verb of motion makes it so: "cars move blurred behind the glass". */
const STATE = /^(blurred|blurry|blurrier|unfocused|fuzzy|softer|less sharp)$/;
const SMALL = /^(away|back|down|off|further|behind|a|into|to|from|quite|more|less|totally)$/;

/** Whether a verb says that somebody or something goes into focus or out of it, and not where he goes while he is there. */
export function isFocusVerb(words: readonly Word[], at: number, isLiving: boolean): boolean {
  const word = words[at];
  if (word === undefined) return false;
  if (has(word, 'blur', 'sharpen', 'rack')) return !isPassing(words, at);
  const goal = goalAfter(words, at);
  if (goal === undefined) return false;
  if (BECOMING.test(word.lemma)) return true;
  return DRIFTING.test(word.lemma) && !isLiving && !STATE.test(goal.word);
}

/** Whether a verb leads to words of focus, with nothing between that says where somebody goes: not "pass by out of focus". */
export function leadsTo(words: readonly Word[], verb: number, goal: number): boolean {
  const isState = STATE.test(words[goal]?.word ?? '');
  const isBecoming = BECOMING.test(words[verb]?.lemma ?? '') || has(words[verb], 'rising');
  return words.slice(verb + 1, goal).every(isSmall) && (isBecoming || !isState);
}

/** "The landscape blurs past": it moves. */
export function isPassing(words: readonly Word[], at: number): boolean {
  return /^(past|by|along)$/.test(words[at + 1]?.word ?? '');
}

function goalAfter(words: readonly Word[], at: number): Word | undefined {
  for (let index = at + 1; index < words.length; index++) {
    const one = words[index];
    if (one === undefined || isGoal(one)) return one;
    // "Into a creamy blur".
    const isQuality =
      one.senses.size === 0 && /^(a|into|to)$/.test(words[index - 1]?.word ?? '') && isGoal(words[index + 1]);
    if (!isSmall(one) && !isQuality) return undefined;
  }
  return undefined;
}

function isGoal(word: Word | undefined): boolean {
  return has(word, 'blur', 'sharpen', 'sharp', 'focus') || /^(soft|hazy)$/.test(word?.word ?? '');
}

function isSmall(word: Word): boolean {
  if (SMALL.test(word.word)) return true;
  return !isPreposition(word) && (isAdverb(word) || has(word, ...MANNER, 'filler', 'list', 'outward'));
}
