/** What a text says as JSON, each string in it through `readString`; `undefined` for what is none, such as the page of a proxy. */
export function parseJson(text: string, readString = (words: string): string => words): unknown {
  try {
    return JSON.parse(text, (_name, value: unknown) => (typeof value === 'string' ? readString(value) : value));
  } catch {
    return undefined;
  }
}
