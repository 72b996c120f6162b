/** Long enough for any message that says something. */
const QUOTE_MAX = 240;

/**
 * The end of a sentence, with a vendor's own words in it, fit to be shown to the task's caller: `: “words”.`, or `.` for what is no text.
 * One line, of a URL its origin only (the rest may be a signature), no inlined picture, and nothing that looks like a key. Not for logs:
 * they may repeat the prompt.
 */
export function quoteVendor(words: unknown): string {
  if (typeof words !== 'string') return '.';
  const line = words
    .replace(/\b(https?:\/\/)(?:[^\s/?#"'<>]*@)?([^\s/?#"'<>]+)[^\s"'<>]*/gi, '$1$2')
    .replace(/\bdata:[\w.+-]+\/[^\s"'<>]*/gi, 'data:…')
    .replace(/\b(sk-|key_)[\w-]{4,}/g, '$1…')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .replace(/[.。]+$/, '');
  if (line === '') return '.';
  return `: “${line.length <= QUOTE_MAX ? line : `${line.slice(0, QUOTE_MAX - 1).trimEnd()}…`}”.`;
}
