import { setTimeout as sleep } from "node:timers/promises";

/** Waits until `holds` is true: for what happens soon, at a moment that a test cannot know. Throws after `timeoutMs` (ms). */
export async function until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Still not so after ${timeoutMs / 1000} s: ${what}.`);
    await sleep(20);
  }
}
