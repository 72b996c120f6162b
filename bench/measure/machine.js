import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What a figure depends on beside the code: written beside every result. */
export function describeMachine() {
  const cores = availableParallelism();
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  return {
    cpu: `${cores} × ${cpus()[0]?.model ?? 'unknown'}`,
    memoryGb,
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    // Other work on the machine shows here: above the number of cores, absolute times mean little; ratios still hold.
    loadBefore: loadavg().map((load) => Number(load.toFixed(2))),
  };
}
