/**
 * Loaded before the program, by `--import`: its machine’s clock is so many ms ahead; the query of its own URL says how many (`ms`). The monotonic
 * clock, which begins anew with each process, is left alone.
 */
const aheadMs = Number(new URL(import.meta.url).searchParams.get('ms'));
const { now } = Date;
const later = () => now() + aheadMs;

globalThis.Date = new Proxy(Date, {
  construct(real, /** @type {unknown[]} */ parts, asked) {
    /** @type {unknown} */
    const made = Reflect.construct(real, parts.length === 0 ? [later()] : parts, asked);
    return /** @type {Date} */ (made);
  },
  get: (real, name, asked) => (name === 'now' ? later : /** @type {unknown} */ (Reflect.get(real, name, asked))),
});
