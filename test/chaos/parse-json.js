/**
 * A text of JSON as a value that is nothing in particular yet; the processes of a chaos run trust each other to cast it.
 * @param {string} text
 * @returns {unknown}
 */
export function parseJson(text) {
  return JSON.parse(text);
}
