import type { Progress } from '../contract/task.js';

/** How far the tasks of this process are. Not kept: a figure that is lost with the process is drawn anew. */
export interface ProgressBoard {
  /** Tells how far a task is; `undefined` wipes it off. */
  set(taskId: string, progress: Progress | undefined): void;
  get(taskId: string): Progress | undefined;
  /** Calls `listener` with each figure of a task. Answers with what ends it. */
  watch(taskId: string, listener: (progress: Progress) => void): () => void;
}

/** More than are under way in one process; what is older belongs to tasks that went on elsewhere. */
const FIGURES_MAX = 10_000;

/** Makes an empty board. */
export function createProgressBoard(): ProgressBoard {
  const figures = new Map<string, Progress>();
  const listeners = new Map<string, Set<(progress: Progress) => void>>();

  return {
    set(taskId, progress) {
      if (progress === undefined) {
        figures.delete(taskId);
        return;
      }
      figures.delete(taskId);
      figures.set(taskId, progress);
      const [oldest] = figures.size > FIGURES_MAX ? figures.keys() : [];
      if (oldest !== undefined) figures.delete(oldest);
      for (const listener of listeners.get(taskId) ?? []) listener(progress);
    },
    get: (taskId) => figures.get(taskId),
    watch(taskId, listener) {
      const watching = listeners.get(taskId) ?? new Set();
      listeners.set(taskId, watching.add(listener));
      return () => {
        watching.delete(listener);
        if (watching.size === 0) listeners.delete(taskId);
      };
    },
  };
}
