import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type StateFacts, TASK_STATES } from '../src/contract/task-states.js';

it('docs/lifecycle.md says of every state what the table says', () => {
  const guide = readFileSync('docs/lifecycle.md', 'utf8');
  const [, rest = ''] = guide.split('<!-- states: kept by test/lifecycle-guide.test.ts -->');
  const [table = ''] = rest.split('\n## ');
  const rows = new Map(
    table.split('\n').map((line) => {
      const cells = line.split('|').map((cell) => cell.trim());
      return [cells[1] ?? '', cells.slice(2, -1)];
    }),
  );
  for (const [state, facts] of Object.entries<StateFacts>(TASK_STATES)) {
    const { wire, next, owner, wayOut } = facts;
    expect(rows.get(state), state).toEqual([
      wire,
      next.length === 0 ? '–' : next.join(', '),
      owner,
      lasting(facts),
      wayOut,
    ]);
  }
});

function lasting({ deadlineSec }: StateFacts): string {
  if (deadlineSec === undefined) return '–';
  if (deadlineSec % 86_400 === 0) return `${deadlineSec / 86_400} d`;
  return deadlineSec % 3600 === 0 ? `${deadlineSec / 3600} h` : `${deadlineSec / 60} min`;
}
