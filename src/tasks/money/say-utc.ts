/** A moment for a person, to the minute: `2026-11-22 17:20 UTC`. */
export function sayUtc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
