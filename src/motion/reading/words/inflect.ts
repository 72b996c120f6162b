/** How a word stands in a text: `base` also for every word that has no forms. */
export type Form = 'base' | 's' | 'ing' | 'ed';

/** Past and participle of the verbs of {@link inflectVerb} that do not end in -ed. */
const IRREGULAR: Readonly<Record<string, readonly string[]>> = {
  become: ['became'],
  begin: ['began', 'begun'],
  blow: ['blew', 'blown'],
  break: ['broke', 'broken'],
  bring: ['brought'],
  burst: ['burst'],
  catch: ['caught'],
  come: ['came'],
  creep: ['crept'],
  cut: ['cut'],
  draw: ['drew', 'drawn'],
  drink: ['drank', 'drunk'],
  drive: ['drove', 'driven'],
  eat: ['ate', 'eaten'],
  fall: ['fell', 'fallen'],
  fly: ['flew', 'flown'],
  freeze: ['froze', 'frozen'],
  get: ['got', 'gotten'],
  give: ['gave', 'given'],
  go: ['went', 'gone'],
  grow: ['grew', 'grown'],
  hold: ['held'],
  keep: ['kept'],
  leave: [],
  make: ['made'],
  melt: ['molten'],
  ride: ['rode', 'ridden'],
  rise: ['risen'],
  run: ['ran'],
  shake: ['shook', 'shaken'],
  shine: ['shone'],
  shrink: ['shrank', 'shrunk'],
  sing: ['sang', 'sung'],
  sink: ['sank', 'sunk'],
  sit: ['sat'],
  slide: ['slid'],
  speak: ['spoke', 'spoken'],
  spin: ['spun'],
  spread: ['spread'],
  stand: ['stood'],
  sweep: ['swept'],
  swim: ['swam', 'swum'],
  swing: ['swung'],
  take: ['took', 'taken'],
  throw: ['threw', 'thrown'],
  wear: ['wore', 'worn'],
};

/** The forms of a verb: "glide" → glides, gliding, glided; "pan" → pans, panning, panned. */
export function inflectVerb(verb: string): readonly (readonly [string, Form])[] {
  const stem = stemOf(verb);
  const past = (IRREGULAR[verb] ?? [/[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${stem}ed`]).map(
    (form) => [form, 'ed'] as const,
  );
  // "Travelling" as well as "traveling".
  const doubled = /[aeiou][^aeiou]*el$/.test(verb)
    ? ([
        [`${verb}ling`, 'ing'],
        [`${verb}led`, 'ed'],
      ] as const)
    : [];
  return [[verb, 'base'], [plural(verb), 's'], [`${stem}ing`, 'ing'], ...past, ...doubled];
}

/** A noun and its plural. */
export function inflectNoun(noun: string): readonly (readonly [string, Form])[] {
  return [
    [noun, 'base'],
    [plural(noun), 's'],
  ];
}

/** What -ing and -ed are put to: "glide" → glid, "pan" → pann, "carry" keeps its y before -ing, and so in both. */
function stemOf(verb: string): string {
  if (verb.endsWith('ie')) return `${verb.slice(0, -2)}y`;
  if (verb.endsWith('e') && !/(ee|ye|oe)$/.test(verb)) return verb.slice(0, -1);
  const isShort = /^[^aeiou]*[aeiou][^aeiouwxy]$/.test(verb) || verb === 'begin' || verb === 'unwrap';
  return isShort ? verb + verb.slice(-1) : verb;
}

function plural(word: string): string {
  if (/(s|x|z|ch|sh|o)$/.test(word)) return `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}
