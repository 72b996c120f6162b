/** What stands between a token and the one before it; the strongest wins. `none`: nothing, as between "2" and "s". */
export type Gap = 'none' | 'space' | 'hyphen' | 'comma' | 'colon' | 'dash' | 'bracket' | 'stop' | 'line';

/** A word, a number or a run of symbols of a prompt, and where it stands in it (UTF-16 units). */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly gap: Gap;
}

const NUMBER = String.raw`\d+(?::\d{1,2})+(?:\.\d+)?|\d+(?:\.\d+)?`;
/** With "b.g." and "f.g.", as shot lists have them. */
const WORD = String.raw`[bf]\.g(?:\.(?=[,;]|\s\p{Ll}))?(?!\p{L})|[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*`;
/** Marks that say something by themselves, one token each. */
const MARK = String.raw`[%°+→⇒>&|×]`;
/** Whatever else is neither space nor punctuation: emoji, control characters, lone surrogates. */
const OTHER = String.raw`[^\s\p{P}\p{L}\p{M}\p{N}°+→⇒>|×=][^\s\p{P}\p{L}\p{N}°+→⇒>|×=]*|\p{N}`;
const TOKEN = new RegExp(`${NUMBER}|${WORD}|${MARK}|${OTHER}`, 'gu');

/** Cuts a prompt into tokens. All that is neither space nor punctuation nor "=" lies in one; linear in the prompt's length. */
export function tokenise(prompt: string): readonly Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const { 0: text, index } of prompt.matchAll(TOKEN)) {
    const before = tokens.at(-1);
    const gap = gapOf(prompt.slice(end, index), before);
    const isBeside = isPicture(text) || (before !== undefined && isPicture(before.text));
    tokens.push({ text, start: index, end: index + text.length, gap: isBeside && isSmall(gap) ? 'comma' : gap });
    end = index + text.length;
  }
  return tokens;
}

function gapOf(between: string, before: Token | undefined): Gap {
  if (/[\r\n\u2028\u2029\v\f]/.test(between)) return 'line';
  if (/[.!?;…。！？；•·]/u.test(between)) return 'stop';
  if (/[()[\]{}]/.test(between)) return 'bracket';
  if (/[:：=]/.test(between)) return 'colon';
  if (between.includes('#')) return 'comma';
  if (/[,、，/\\]/.test(between)) return 'comma';
  // "0–2 s" is a range, "push in – hold" is a pause.
  if (/[–—―]/.test(between)) return /^[–—]$/.test(between) && isDigit(before) ? 'hyphen' : 'dash';
  if (/\s-+\s|--/.test(between)) return isDigit(before) ? 'hyphen' : 'dash';
  if (/[-‐‑]/.test(between)) return 'hyphen';
  return between === '' ? 'none' : 'space';
}

/** An emoji or the like stands between words as a comma does. */
function isPicture(text: string): boolean {
  return /\p{So}/u.test(text) && !/^[©®™°]$/.test(text);
}

function isSmall(gap: Gap): boolean {
  return gap === 'none' || gap === 'space' || gap === 'hyphen';
}

function isDigit(token: Token | undefined): boolean {
  return token !== undefined && /\d$|^s$/.test(token.text);
}
