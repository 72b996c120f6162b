import { TASK_STATES, type TaskState } from '../../contract/task-states.js';
import { eventWrittenBy, type NewEvent } from '../../store/operations/events.js';
import type { Operation, Row } from '../../store/statement.js';
import type { Store } from '../../store/store.js';

/** A move of a task, written and durable. */
export interface MadeMove extends Omit<NewEvent, 'kind'> {
  readonly to: TaskState;
}

/**
 * A store that tells of every move of a task that is made through it, whoever makes it, once it is durable. `onMove` must not throw.
 */
export function watchMoves(store: Store, onMove: (move: MadeMove) => void): Store {
  const watched =
    (run: Store['run']): Store['run'] =>
    async (operation) => {
      let moves: MadeMove[] = [];
      const result = await run(() => {
        // The transaction may be begun again.
        moves = [];
        return noting(operation(), moves);
      });
      for (const move of moves) onMove(move);
      return result;
    };
  return {
    ...store,
    run: watched((operation) => store.run(operation)),
    runOne: watched((operation) => store.runOne(operation)),
    async createTask(task) {
      const outcome = await store.createTask(task);
      if (outcome.kind === 'created') {
        onMove({ taskId: task.id, accountId: task.accountId, seq: 1, to: 'accepted', data: '{}' });
      }
      return outcome;
    },
  };
}

/** The same operation, its moves noted as they are yielded. */
function noting<Result>(operation: Operation<Result>, moves: MadeMove[]): Operation<Result> {
  const note = (step: ReturnType<typeof operation.next>): typeof step => {
    const event = step.done === true ? undefined : eventWrittenBy(step.value);
    if (event !== undefined && isState(event.kind)) moves.push({ ...event, to: event.kind });
    return step;
  };
  const inner: Operation<Result> = operation;
  return {
    next: (...rows: [] | [readonly Row[]]) => note(inner.next(...rows)),
    return: (value: Result) => inner.return(value),
    throw: (error: unknown) => note(inner.throw(error)),
    [Symbol.iterator]() {
      return this;
    },
  };
}

function isState(kind: string): kind is TaskState {
  return Object.hasOwn(TASK_STATES, kind);
}
