import { AppError } from '../../contract/errors.js';

const MAX = 1e9;

/**
 * Reads an option that is an amount of dollars: `5`, `0.50`; 0 is one. What is finer than a micro-dollar is refused.
 * @throws AppError `bad_usage`
 */
export function dollars(option: string): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}(\.\d{1,6})?$/.test(text) ? Number(text) : NaN;
    if (value <= MAX) return value;
    const todo = `Give dollars from 0 to ${MAX}, such as 5 or 0.50.`;
    throw new AppError('bad_usage', `${option} "${text}" is no amount`, { field: option, todo });
  };
}
