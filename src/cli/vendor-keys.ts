import { AppError } from '../contract/errors.js';
import { VENDOR_BASE_URLS, type VendorKey, type VendorKeys } from '../contract/vendor-keys.js';

/** The variables of each vendor, and where its API is unless another place is named. */
const VENDORS = {
  hiapi: { key: 'HIAPI_API_KEY', base: 'HIAPI_BASE_URL', at: VENDOR_BASE_URLS.hiapi },
  ark: { key: 'ARK_API_KEY', base: 'ARK_BASE_URL', at: VENDOR_BASE_URLS.ark },
  dashscope: { key: 'DASHSCOPE_API_KEY', base: 'DASHSCOPE_BASE_URL', at: VENDOR_BASE_URLS.dashscope },
  runway: { key: 'RUNWAYML_API_SECRET', base: 'RUNWAYML_BASE_URL', at: VENDOR_BASE_URLS.runway },
} as const;

type VendorName = keyof typeof VENDORS;

const NAMES = Object.keys(VENDORS) as VendorName[];

/**
 * Reads the keys of the vendors. Without any everything else works.
 * @throws AppError `bad_usage` for a key that cannot be one, and for a base URL that is none
 */
export function readVendorKeys(read: (name: string) => string | undefined): VendorKeys {
  const atOnce = readConcurrency(read('FIRSTFRAME_CONCURRENCY'));
  const keys: Partial<Record<VendorName, VendorKey>> = {};
  for (const name of NAMES) {
    const { key, base, at } = VENDORS[name];
    const apiKey = read(key);
    if (apiKey === undefined) continue;
    const rendersAtOnce = atOnce.get(name);
    keys[name] = {
      apiKey: checkKey(key, apiKey),
      baseUrl: checkBase(base, read(base) ?? at),
      ...(rendersAtOnce === undefined ? {} : { rendersAtOnce }),
    };
  }
  const webhookSecret = read('HIAPI_WEBHOOK_SECRET');
  const { hiapi } = keys;
  return hiapi === undefined || webhookSecret === undefined ? keys : { ...keys, hiapi: { ...hiapi, webhookSecret } };
}

/** What is no key is not told either: it may be most of one. */
function checkKey(field: string, value: string): string {
  if (/^[\x21-\x7e]+$/.test(value)) return value;
  const todo = 'Copy it once more, without blanks or quotes around it.';
  throw new AppError('bad_usage', `${field} holds a character that no key has`, { field, todo });
}

function checkBase(field: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '') return value;
  throw new AppError('bad_usage', `${field} is not the URL of an API`, { field, todo: 'It begins with https://.' });
}

/** `ark=10,dashscope=5` */
function readConcurrency(value = ''): ReadonlyMap<VendorName, number> {
  const field = 'FIRSTFRAME_CONCURRENCY';
  const read = new Map<VendorName, number>();
  for (const part of value.split(/[\s,]+/).filter((word) => word !== '')) {
    const [, word, digits] = /^(\w+)=(\d{1,6})$/.exec(part) ?? [];
    const name = NAMES.find((vendor) => vendor === word);
    const count = Number(digits);
    if (name === undefined || !(count >= 1)) {
      const todo = `Write it like ark=10,dashscope=5, with ${NAMES.join(', ')}.`;
      throw new AppError('bad_usage', `${field} has "${part}" in it`, { field, todo });
    }
    read.set(name, count);
  }
  return read;
}
