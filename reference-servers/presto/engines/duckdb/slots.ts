/**
 * How many calls into DuckDB may be under way at once. Each holds one of the process's four I/O threads for as long as
 * it takes, and the same threads serve DNS, files and cryptography of everything else in the process.
 */
export interface Slots {
  /** Runs `work` once a slot is free, first come first served. Throws the signal's reason where it aborts in the queue. */
  use<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const queue: (() => void)[] = [];

  const take = (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const granted = () => {
        signal.removeEventListener("abort", aborted);
        resolve();
      };
      const aborted = () => {
        queue.splice(queue.indexOf(granted), 1);
        reject(signal.reason);
      };
      queue.push(granted);
      signal.addEventListener("abort", aborted, { once: true });
    });
  };

  const give = (): void => {
    const next = queue.shift();
    if (next === undefined) free += 1;
    else next();
  };

  return {
    async use(signal, work) {
      await take(signal);
      try {
        return await work();
      } finally {
        give();
      }
    },
  };
}
