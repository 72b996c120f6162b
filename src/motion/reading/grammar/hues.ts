import { has, type Word } from '../text/words.js';

const HUES =
  /^(red|orange|yellow|green|blue|purple|violet|pink|brown|black|white|gr[ae]y|gold|golden|silver|crimson|scarlet|turquoise|teal|beige|pale|transparent|translucent|invisible)$/;

/** What a thing can turn, and no side to which it turns: "the leaves turn golden", "the grass turns from green to brown". */
export function isColour(word: Word | undefined): boolean {
  return word !== undefined && (HUES.test(word.word) || has(word, 'warm', 'cool', 'bright', 'dim'));
}
