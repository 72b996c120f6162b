import { createInterface } from 'node:readline/promises';

/** Asks on a terminal; anything but yes is a no, and so is the end of input. */
export async function confirmOn(
  terminal: { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream },
  question: string,
  signal: AbortSignal,
): Promise<boolean> {
  const lines = createInterface({ ...terminal });
  try {
    const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    const answer = await Promise.race([lines.question(`${question} [y/N] `, { signal }), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
