import { has, type Word } from '../text/words.js';
import { isOnward } from './onward.js';

/** What a thing does without an end, so that a picture shows it: "a burning candle", "rolling hills". */
const LASTING =
  /^(burn|glow|steam|sleep|smile|laugh|flow|roll|wind|tower|hang|rust|dry|bloom|blossom|sparkle|shimmer|gleam|glisten|glitter|glimmer|shine|beam|wait|set|float|drape|crumble|melt|sizzle|simmer|decay|age|grow|live|fade|dazzle|blaze|stretch|climb|ripen|overhang|overflow|protrude|rot|smolder|smoulder|smoke|work|drink|fish|polish|cool|arch|sprawl|bubble|foam|froth|run|walk|race|write|paint|draw|mix|bake|cook|roast|grill|graze|wash|iron|knit|sew|swim|ski|row|sail|ride|drive|surf|shave|sing|pack|charge|load|fold|slide|swing|rock|drill|cut|read|ring|roar|open|close|cover|fill|land)$/;
/** What says how a thing looks wherever it stands. */
const LOOKS =
  /^(rolling|winding|towering|glowing|sparkling|shimmering|gleaming|glistening|glittering|sprawling|rusting|blooming|hanging|crumbling|shining|creeping|climbing|overflowing|smiling|sleeping)$/;
/** What goes on between two things of a picture: "ivy covering the walls". */
const LYING =
  /^(covering|filling|reflecting|surrounding|framing|casting|lining|leading|stretching|extending|connecting|separating|dividing|crowning|topping|hugging|clinging|gripping|clutching|cradling|guarding|supporting|blocking|hiding|enclosing|bordering|matching|contrasting|complementing|piercing|peeking|poking|dotting|draping|winding|descending|cascading|protruding|hanging|growing|spanning|wrapping|cupping|adorning|flanking|meeting|showing|selling|wearing|riding|driving|living|working)$/;

/** Whether a word names what is so for as long as one looks: the picture shows it, and it asks for nothing. */
export function isLasting(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word === undefined) return false;
  const before = words[at - 1];
  // A verb with an ending does not follow an article: "the leaves".
  if (word.form === 's') return has(before, 'determiner') && !/^(this|that|all|both|each)$/.test(before?.word ?? '');
  if (!word.word.endsWith('ing')) return false;
  // "The car driving by" does not lie there.
  if (/^(driving|riding)$/.test(word.word) && isOnward(words[at + 1])) return false;
  if (LYING.test(word.word) && before !== undefined && !has(before, 'determiner')) return true;
  if (before?.word === 'by') return false;
  // "Rolling hills", "glowing windows": by themselves, too.
  if (at === 0 && LOOKS.test(word.word) && words[1] !== undefined && !has(words[1], 'preposition', 'determiner'))
    return true;
  const isAttribute = has(before, 'determiner', 'preposition', 'style');
  return (
    isAttribute &&
    isLastingVerb(word) &&
    words[at + 1] !== undefined &&
    !has(words[at + 1], 'preposition', 'determiner')
  );
}

/** Whether it is a verb of what goes on and on, in whatever form. */
export function isLastingVerb(word: Word): boolean {
  if (word.senses.size > 0) return LASTING.test(word.lemma);
  const stem = word.word.replace(/(ing|s)$/, '');
  return [stem, `${stem}e`, stem.replace(/(.)\1$/, '$1')].some((one) => LASTING.test(one));
}
