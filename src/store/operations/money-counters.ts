/** A counter of money, and the cap that it is held against. */
export interface MoneyCounter {
  readonly of: 'account_day' | 'account_month' | 'key_total';
  /** The counter's row in `budgets`. */
  readonly scope: string;
  /** The cap's row in `caps`, where there is one. */
  readonly subject: string;
  readonly period: 'day' | 'month' | 'total';
  /** For people, as the first words of a sentence. */
  readonly name: string;
  /** What to do when it is full. */
  readonly todo: string;
  /** When its period ends; absent: it has none. */
  readonly freesAtMs?: number;
}

/** The counters that a render of this time falls under. Days and months are UTC's. The order is the one they are locked in. */
export function countersOf(
  { accountId, keyId }: { readonly accountId: string; readonly keyId: string },
  nowMs: number,
): readonly [MoneyCounter, MoneyCounter, MoneyCounter] {
  const date = new Date(nowMs).toISOString().slice(0, 10);
  const [year, month, day] = [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8))];
  return [
    {
      of: 'account_day',
      scope: `account:${accountId}:day:${date}`,
      subject: 'account',
      period: 'day',
      name: "The account's cap for a day",
      todo: 'Wait until 00:00 UTC, or raise it: firstframe costs cap --day USD.',
      freesAtMs: Date.UTC(year, month - 1, day + 1),
    },
    {
      of: 'account_month',
      scope: `account:${accountId}:month:${date.slice(0, 7)}`,
      subject: 'account',
      period: 'month',
      name: "The account's cap for a month",
      todo: 'Wait until the month is over (UTC), or raise it: firstframe costs cap --month USD.',
      freesAtMs: Date.UTC(year, month, 1),
    },
    {
      of: 'key_total',
      scope: `key:${keyId}:total`,
      subject: `key:${keyId}`,
      period: 'total',
      name: "The key's cap",
      todo: `Use another key, or raise it: firstframe costs cap --key ${keyId} --total USD.`,
    },
  ];
}
