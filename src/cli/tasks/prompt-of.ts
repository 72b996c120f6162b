/** The prompt in a task's input as it came over the wire; empty where there is none. */
export function promptOf(input: unknown): string {
  if (typeof input !== 'object' || input === null || !('prompt' in input)) return '';
  return typeof input.prompt === 'string' ? input.prompt : '';
}
