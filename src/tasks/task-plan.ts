/** What `preparing` settled, as it is kept in the task's row for the steps after it: JSON data. */
export interface TaskPlan {
  /** For the provider. */
  readonly order: unknown;
  /** For the report. */
  readonly about: unknown;
  /** Keys of the blob store, by the role each still plays. */
  readonly stills: { readonly first?: string; readonly last?: string };
  /** The provider that it is for. Absent: that of the model, in plans from before there was a choice. */
  readonly provider?: string;
  /** The stills as they are sent, where they are not as they came: of the model's raster, under the vendor's limits. */
  readonly sent?: { readonly first?: SentStill; readonly last?: SentStill };
  /** It was ordered elsewhere, and is only fetched here: nobody has set money aside for it. Absent: it was ordered here. */
  readonly adopted?: true;
  /** What the provider said of the render, once it was done. */
  readonly facts?: unknown;
  /** The clip could not be read as it came, and is fetched once more. */
  readonly isFetchedAnew?: true;
  /** Whether each output was decoded by who made it, by its place. */
  readonly decoded?: readonly boolean[];
}

/** A still as a vendor gets it: bytes of ours. */
export interface SentStill {
  readonly blobKey: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** For a vendor's store, which wants a name: `first.png`. */
  readonly name: string;
}

/** The plan of a task that has one. Only `prepare` writes it, so its shape is known. */
export function planOf(task: { readonly id: string; readonly plan?: unknown }): TaskPlan {
  if (typeof task.plan !== 'object' || task.plan === null) throw new TypeError(`${task.id} has no plan and needs one`);
  return task.plan as TaskPlan;
}
