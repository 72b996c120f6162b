/** Text of a stranger (a file's name, a prompt), made safe for a terminal: control characters are shown and not obeyed. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
