/** Longer is no explanation any more. */
const QUOTE_MAX = 300;

/**
 * Makes words of the vendor's fit to be repeated: one line, without what may be a secret (a URL's query, a data URI).
 */
export function say(text: string): string {
  const bare = text
    .replace(/data:[\w.+-]+\/[\w.+-]+;base64,[\w+/=]*/gi, 'data:…')
    .replace(/(https?:\/\/[^\s"'?#<>]+)[?#][^\s"'<>]*/gi, '$1?…')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return bare.length > QUOTE_MAX ? `${bare.slice(0, QUOTE_MAX)}…` : bare;
}
