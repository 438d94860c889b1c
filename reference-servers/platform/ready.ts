/** Waiting until a part serves. */

/** Asks `url` until it answers 200; throws what it last said when `patience` (ms) is over or `signal` aborts. */
export async function untilReady(name: string, url: string, patience: number, signal: AbortSignal): Promise<void> {
  const end = Date.now() + patience;
  let last = "no answer";
  for (;;) {
    signal.throwIfAborted();
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
      if (response.ok) return;
      last = `${response.status} ${(await response.text()).slice(0, 300)}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > end) {
      throw new Error(`${name} was not ready after ${patience / 1000} s (${last}). Its log is above.`);
    }
    await new Promise((again) => setTimeout(again, 50));
  }
}
