import { expect, it } from 'vitest';
import { onEachStore } from '../../test/on-each-store.js';
import { type Operation, sql, wake } from './statement.js';

function* write(name: string): Operation<string> {
  const rows = yield sql`INSERT INTO meta (name, value) VALUES (${name}, 'one') RETURNING name`;
  yield wake('of:one');
  return String(rows[0]?.['name']);
}

function* read(name: string): Operation<number> {
  const rows = yield sql`SELECT name FROM meta WHERE name = ${name}`;
  return rows.length;
}

onEachStore((store) => {
  it('runs an operation of one statement, which is there afterwards, and tells its hints', async () => {
    const told: string[] = [];
    const off = store().onWake((topic) => told.push(topic));
    expect(await store().runOne(() => write('alone'))).toBe('alone');
    off();
    expect(told).toContain('of:one');
    expect(await store().runOne(() => read('alone'))).toBe(1);
  });

  it('refuses a second statement before it is sent', async () => {
    const two = function* (): Operation<void> {
      yield* read('nothing');
      yield* write('never');
    };
    await expect(store().runOne(two)).rejects.toThrow(TypeError);
    expect(await store().runOne(() => read('never'))).toBe(0);
  });

  it('passes on what the operation throws, and goes on working', async () => {
    const failing = function* (): Operation<void> {
      yield* read('nothing');
      throw new RangeError('of the test');
    };
    await expect(store().runOne(failing)).rejects.toThrow(RangeError);
    expect(await store().runOne(() => read('nothing'))).toBe(0);
  });
});
