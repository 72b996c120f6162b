import { types } from 'pg';
import type { CustomTypesConfig } from 'pg';
import { checkedWhole } from '../render-statement.js';

/** Oids in pg_type: bigint; numeric (what `sum` makes of bigints); boolean. */
const INT8 = 20;
const NUMERIC = 1700;
const BOOL = 16;

const knownParser = types.getTypeParser as (oid: number, format?: string) => (text: string) => unknown;

/** Makes rows the same as SQLite's: numbers are numbers, truths 0 and 1. */
export const ROW_TYPES: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: string) => {
    if (oid === INT8 || oid === NUMERIC) return (text: string) => checkedWhole(Number(text));
    if (oid === BOOL) return (text: string) => (text === 't' ? 1 : 0);
    return knownParser(oid, format);
  }) as typeof types.getTypeParser,
};
