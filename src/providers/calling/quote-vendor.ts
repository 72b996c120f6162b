/** Long enough for any message that says something. */
const QUOTE_MAX = 240;

/**
 * A vendor's own words, fit to be shown to the task's caller: one line, no key, of a URL its origin only (the rest may be a signature), no
 * inlined picture. Not for logs: they may repeat the prompt. Empty for what is not text.
 */
export function quoteVendor(words: unknown, apiKey = ''): string {
  if (typeof words !== 'string') return '';
  const bare = apiKey === '' ? words : words.replaceAll(apiKey, '…');
  const line = bare
    .replace(/\b(https?:\/\/)(?:[^\s/?#"'<>]*@)?([^\s/?#"'<>]+)[^\s"'<>]*/gi, '$1$2')
    .replace(/\bdata:[\w.+-]+\/[^\s"'<>]*/gi, 'data:…')
    .replace(/\bsk-[\w-]{4,}/g, 'sk-…')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return line.length <= QUOTE_MAX ? line : `${line.slice(0, QUOTE_MAX - 1).trimEnd()}…`;
}
