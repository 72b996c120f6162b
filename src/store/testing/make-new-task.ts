import { monotonicFactory } from 'ulid';
import { taskIdOf } from '../../contract/task-id.js';
import type { NewTask } from '../operations/create-task.js';

/** Counts on within a ms, where `ulid()` would ask the system for random bytes sixteen times for each id. */
const nextUlid = monotonicFactory();

/** A task about to be accepted, for tests: what does not matter is filled in. */
export function makeNewTask(facts: Partial<NewTask> = {}): NewTask {
  return {
    id: taskIdOf(nextUlid()),
    accountId: 'default',
    keyId: 'key-1',
    model: 'local/motion',
    storage: 'temp',
    input: '{"prompt":"slow push in"}',
    lane: 'start',
    turn: 1,
    findings: '[]',
    adjustments: '[]',
    assetIds: [],
    ...facts,
  };
}
