/** Milliseconds of the processor that `work` takes in this process: other programs do not count. */
export function cpuTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * How fast this machine is: the milliseconds of the processor for some work of a fixed size, about 10 on a machine of 2024. Bounds on time
 * are multiples of it.
 */
export function machineUnit(): number {
  const text = 'The ferry “Aurora” leaves at six. '.repeat(6_000);
  const once = () => cpuTime(() => text.normalize('NFD').replace(/\p{L}+/gu, (word) => word.toUpperCase()).length);
  return Math.max(1, Math.min(once(), once(), once()));
}
