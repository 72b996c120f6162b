import { type Command, Option } from 'commander';
import type { NewVendorKey, SetAccount, Vendor } from '../../contract/account.js';
import { VENDORS } from '../../contract/account.js';
import { AppError } from '../../contract/errors.js';
import { dollars } from '../costs/dollars.js';
import { wholeNumber } from '../whole-number.js';
import { readSecretFile } from './read-secret-file.js';

/** What `accounts create` and `accounts set` take. */
export interface AccountOptions {
  readonly name?: string;
  readonly model?: readonly string[] | 'all';
  readonly route?: readonly string[] | 'all';
  /** Of `--own-keys-only` and `--no-own-keys-only`. */
  readonly ownKeysOnly?: boolean;
  readonly share?: number;
  readonly keepDays?: number;
  readonly allowAddress?: readonly string[] | 'none';
  readonly publishTo?: string;
  readonly day?: number | 'none';
  readonly month?: number | 'none';
  readonly vendorKey?: Readonly<Partial<Record<Vendor, string>>>;
  readonly baseUrl?: Readonly<Partial<Record<Vendor, string>>>;
  readonly rendersAtOnce?: Readonly<Partial<Record<Vendor, string>>>;
  readonly hiapiWebhookSecret?: string;
  readonly removeKey?: readonly Vendor[];
  readonly json?: true;
}

/** Adds them. */
export function addAccountOptions(command: Command): Command {
  return command
    .option('--name <text>', 'for people')
    .addOption(new Option('--model <ids>', 'models it may use, with commas; all').argParser(words))
    .addOption(new Option('--route <routes>', 'routes it may use, with commas: ark, hiapi:pro; all').argParser(words))
    .option('--own-keys-only', "spend on its own vendors' keys alone")
    .option('--no-own-keys-only', "let it spend on the server's keys too")
    .addOption(new Option('--share <weight>', 'its weight where accounts take turns; 1').argParser(weight))
    .addOption(new Option('--keep-days <days>', 'how long clips stay').argParser(wholeNumber('--keep-days', 1, 3650)))
    .addOption(new Option('--allow-address <cidr>', 'addresses of its own, with commas; none').argParser(blocks))
    .option('--publish-to <url>', 's3://bucket/folder/{name}.mp4; none')
    .addOption(new Option('--day <usd>', 'cap in a day (UTC); none').argParser(cap('--day')))
    .addOption(new Option('--month <usd>', 'cap in a calendar month; none').argParser(cap('--month')))
    .addOption(new Option('--vendor-key <vendor=file>', 'its own key, from a file; - is stdin').argParser(named))
    .addOption(new Option('--base-url <vendor=url>', "where that vendor's API is").argParser(named))
    .addOption(new Option('--renders-at-once <vendor=n>', 'what that key is good for').argParser(named))
    .option('--hiapi-webhook-secret <file>', "what HiAPI's callbacks are signed with; with --vendor-key hiapi=…")
    .addOption(new Option('--remove-key <vendors>', 'takes its own keys away').argParser(vendors))
    .option('--json', 'print the account to stdout as JSON');
}

/** What of an account is to be set. @throws AppError `bad_usage`, and for a file that cannot be read */
export async function changeOf(
  options: AccountOptions,
  stdin: AsyncIterable<Uint8Array> | undefined,
): Promise<SetAccount> {
  const { name, model, route, ownKeysOnly, share, keepDays, allowAddress, publishTo, day, month } = options;
  const vendorKeys = await keysOf(options, stdin);
  return {
    ...(name === undefined ? {} : { name }),
    ...(model === undefined ? {} : { models: model === 'all' ? null : [...model] }),
    ...(route === undefined ? {} : { routes: route === 'all' ? null : [...route] }),
    ...(ownKeysOnly === undefined ? {} : { ownKeysOnly }),
    ...(share === undefined ? {} : { share }),
    ...(keepDays === undefined ? {} : { keepClipSec: keepDays * 86_400 }),
    ...(allowAddress === undefined ? {} : { allowAddresses: allowAddress === 'none' ? null : [...allowAddress] }),
    ...(publishTo === undefined ? {} : { publishTo: publishTo === 'none' ? null : publishTo }),
    ...(day === undefined ? {} : { dayUsd: day === 'none' ? null : day }),
    ...(month === undefined ? {} : { monthUsd: month === 'none' ? null : month }),
    ...(Object.keys(vendorKeys).length === 0 ? {} : { vendorKeys }),
  };
}

async function keysOf(
  options: AccountOptions,
  stdin: AsyncIterable<Uint8Array> | undefined,
): Promise<NonNullable<SetAccount['vendorKeys']>> {
  const { vendorKey = {}, baseUrl = {}, rendersAtOnce = {}, hiapiWebhookSecret, removeKey = [] } = options;
  const keys: Partial<Record<Vendor, NewVendorKey | null>> = {};
  for (const vendor of removeKey) keys[vendor] = null;
  for (const vendor of VENDORS) {
    const file = vendorKey[vendor];
    const lone = [baseUrl, rendersAtOnce].some((given) => given[vendor] !== undefined);
    if (file === undefined) {
      if (lone || (vendor === 'hiapi' && hiapiWebhookSecret !== undefined)) {
        const todo = `Give the key with it: --vendor-key ${vendor}=FILE.`;
        throw new AppError('bad_usage', `there is no key of ${vendor} to go with it`, { field: '--vendor-key', todo });
      }
      continue;
    }
    const many = rendersAtOnce[vendor];
    keys[vendor] = {
      apiKey: await readSecretFile(file, '--vendor-key', stdin),
      ...(baseUrl[vendor] === undefined ? {} : { baseUrl: baseUrl[vendor] }),
      ...(many === undefined ? {} : { rendersAtOnce: wholeNumber('--renders-at-once', 1, 1_000_000)(many) }),
      ...(vendor === 'hiapi' && hiapiWebhookSecret !== undefined
        ? { webhookSecret: await readSecretFile(hiapiWebhookSecret, '--hiapi-webhook-secret', stdin) }
        : {}),
    };
  }
  return keys;
}

/** `all`: whatever there is. (commander makes an empty text of a `null` that is parsed.) */
function words(text: string): readonly string[] | 'all' {
  return text === 'all' ? text : text.split(',').map((word) => word.trim());
}

function blocks(text: string): readonly string[] | 'none' {
  return text === 'none' ? text : text.split(',').map((word) => word.trim());
}

function cap(option: string): (text: string) => number | 'none' {
  return (text) => (text === 'none' ? text : dollars(option)(text));
}

function weight(text: string): number {
  const value = /^\d{1,3}(\.\d{1,2})?$/.test(text) ? Number(text) : NaN;
  if (value >= 0.01 && value <= 100) return value;
  const todo = 'Give a number from 0.01 to 100; twice the weight is twice as many turns.';
  throw new AppError('bad_usage', `--share "${text}" is no weight`, { field: '--share', todo });
}

/** `ark=…`, several times. */
function named(
  text: string,
  before: Readonly<Partial<Record<Vendor, string>>> = {},
): Readonly<Partial<Record<Vendor, string>>> {
  const at = text.indexOf('=');
  const value = text.slice(at + 1);
  if (at < 1 || value === '') throw unknown(text, 'Write it like ark=VALUE.');
  return { ...before, [vendorOf(text.slice(0, at))]: value };
}

function vendors(text: string): readonly Vendor[] {
  return text.split(',').map((word) => vendorOf(word.trim()));
}

function vendorOf(word: string): Vendor {
  const vendor = VENDORS.find((one) => one === word);
  if (vendor !== undefined) return vendor;
  throw unknown(word, `Give one of ${VENDORS.join(', ')}.`);
}

function unknown(word: string, todo: string): AppError {
  // A key that was typed here in place of a file's name is not printed.
  return new AppError('bad_usage', `${JSON.stringify(word.slice(0, 12))} names no vendor`, { todo });
}
