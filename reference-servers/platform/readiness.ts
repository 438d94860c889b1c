/** Waits until a part of the stack is ready to serve requests. */

/** Asks `url` until it answers 200. When `signal` aborts, throws with the last answer. */
export async function untilReady(name: string, url: string, signal: AbortSignal): Promise<void> {
  let last = "no answer";
  while (!signal.aborted) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
      if (response.ok) return;
      last = `${response.status} ${(await response.text()).slice(0, 300)}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await new Promise((again) => setTimeout(again, 50));
  }
  throw new Error(`${name} was not ready in time (it last said: ${last}). Its log is above.`);
}
