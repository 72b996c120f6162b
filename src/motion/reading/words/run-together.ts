import { isListedThing } from '../account/thing-table.js';
import { lookUp } from './lexicon.js';

/** Verbs of film and where to, written as one. A push-up is something else. */
const JOINED =
  /^(zoom|pan|tilt|push|pull|dolly|truck|crane)(?<!push(?=up))(in|out|left|right|up|down|back|forward|backward)$/;
/** No tag is longer; looking for its words takes the square of that. */
const LONGEST_TAG = 40;
/** Short words that a tag may hold; all others have three letters at least. */
const SHORT = /^(in|out|up|no|to|of|on|by|at|my|is)$/;

/** Where a word that no table knows is two written as one ("zoomin"), and how long the first is; undefined where it is not. */
export function joinAt(word: string): number | undefined {
  return lookUp(word) === undefined ? JOINED.exec(word)?.[1]?.length : undefined;
}

/** The words of a hashtag ("slowzoomin", "NoShake"), the fewest that it can be; the tag itself where it is not made of known words. */
export function wordsOfTag(tag: string): readonly string[] {
  const cased = tag.match(/\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})/gu) ?? [];
  if (cased.length > 1 && cased.join('') === tag) return cased;
  const plain = tag.toLowerCase();
  if (tag.length > LONGEST_TAG || isKnown(plain) || !/^[a-z]+$/.test(plain)) return [tag];
  const lengths = fewest(plain);
  let start = 0;
  return lengths.map((length) => tag.slice(start, (start += length)));
}

/** How long each word is, in the shortest list of known words that the letters are. */
function fewest(letters: string): readonly number[] {
  const best: (readonly number[] | undefined)[] = [[]];
  for (let end = 1; end <= letters.length; end++) {
    for (let start = 0; start < end; start++) {
      const [before, word] = [best[start], letters.slice(start, end)];
      const isWord = word.length > 2 ? isKnown(word) : SHORT.test(word);
      if (before === undefined || !isWord || before.length + 1 >= (best[end]?.length ?? Infinity)) continue;
      best[end] = [...before, word.length];
    }
  }
  return best[letters.length] ?? [letters.length];
}

function isKnown(word: string): boolean {
  return lookUp(word) !== undefined || isListedThing(word);
}
