/**
 * Measures work by the processor's time and not by the clock, so that other programs on the machine do not count: a bound
 * on the time shows that the work is linear, however busy the machine is. Only for work that does not wait.
 */

/** Starts to measure. The returned function gives the milliseconds of processor time that this process used since. */
export function processorTime(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
}
