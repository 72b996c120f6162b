import type { NewTask } from '../operations/create-task.js';
import { StoreError } from '../store.js';

/** Writes so many creates at once, all or nothing, and answers with the ids of those that were made. @throws StoreError */
export type WriteCreates = (tasks: readonly NewTask[]) => Promise<ReadonlySet<string>>;

/** Groups under way at a time. A create that comes when nothing is goes at once; what comes meanwhile goes together. */
const GROUPS_AT_ONCE = 2;

/** Creates in a group, and characters of their inputs: as much as a server reads without a pause that others feel. */
const GROUP_MAX = 64;
const GROUP_CHARS_MAX = 1_000_000;

/**
 * After so long without an answer a group waits for a lock, as on a key that a node which has gone quiet still holds: those behind it go
 * on. So many such at a time: the other connections are for what is no create.
 */
const STUCK_AFTER_MS = 500;
const STUCK_MAX = 6;

interface Entry {
  readonly task: NewTask;
  readonly resolve: (isMade: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers creates into groups of one statement: most of what a small write costs, the round trip, the parsing and the commit, is paid once
 * for all of them. Each has an outcome of its own: when a group is refused for what one of them brings, each is sent alone.
 */
export class CreateGroups {
  readonly #write: WriteCreates;
  readonly #stuckAfterMs: number;
  #queue: Entry[] = [];
  #underWay = 0;
  #stuck = 0;

  constructor(write: WriteCreates, { stuckAfterMs = STUCK_AFTER_MS } = {}) {
    this.#write = write;
    this.#stuckAfterMs = stuckAfterMs;
  }

  /** Whether the task was made; `false`: its key stands for something already. @throws StoreError */
  create(task: NewTask): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, resolve, reject });
      this.#sendMore();
    });
  }

  #sendMore(): void {
    while (this.#underWay < GROUPS_AT_ONCE && this.#queue.length > 0) {
      this.#sendOff(this.#takeGroup());
    }
  }

  #sendOff(group: readonly Entry[]): void {
    this.#underWay += 1;
    let isStuck = false;
    const late = setTimeout(() => {
      if (this.#stuck === STUCK_MAX) return;
      isStuck = true;
      this.#stuck += 1;
      this.#underWay -= 1;
      this.#sendMore();
    }, this.#stuckAfterMs);
    void this.#send(group).finally(() => {
      clearTimeout(late);
      if (isStuck) this.#stuck -= 1;
      else this.#underWay -= 1;
      this.#sendMore();
    });
  }

  /** The first of the queue, without those whose key comes twice: they are for the next group, which finds it taken. */
  #takeGroup(): readonly Entry[] {
    const group: Entry[] = [];
    const left: Entry[] = [];
    const names = new Set<string>();
    let chars = 0;
    for (const entry of this.#queue) {
      const { task } = entry;
      const name = nameOf(task);
      chars += task.input.length;
      const fits = group.length === 0 || (group.length < GROUP_MAX && chars <= GROUP_CHARS_MAX);
      if (!fits || (name !== undefined && names.has(name))) {
        left.push(entry);
        continue;
      }
      if (name !== undefined) names.add(name);
      group.push(entry);
    }
    this.#queue = left;
    return group;
  }

  async #send(group: readonly Entry[]): Promise<void> {
    try {
      // In one order everywhere: two servers that were sent the same keys wait for each other, and never in a circle.
      const made = await this.#write(group.map(({ task }) => task).sort(byName));
      for (const { task, resolve } of group) resolve(made.has(task.id));
    } catch (error) {
      const isOfOne = error instanceof StoreError && error.reason === 'broken';
      if (!isOfOne || group.length === 1) {
        for (const { reject } of group) reject(error);
        return;
      }
      // Nothing was written: a statement that the server refused is undone as a whole.
      for (const entry of group) await this.#send([entry]);
    }
  }
}

function nameOf({ accountId, idempotency }: NewTask): string | undefined {
  return idempotency === undefined ? undefined : `${accountId}\n${idempotency.key}`;
}

function byName(one: NewTask, other: NewTask): number {
  const [a, b] = [nameOf(one) ?? '', nameOf(other) ?? ''];
  return a < b ? -1 : Number(a > b);
}
