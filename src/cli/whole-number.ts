import { AppError } from '../contract/errors.js';

/**
 * Reads an option that is a whole number.
 * @throws AppError `bad_usage`
 */
export function wholeNumber(option: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    const todo = `Give a whole number from ${min} to ${max}.`;
    throw new AppError('bad_usage', `${option} "${text}" is not one`, { field: option, todo });
  };
}
