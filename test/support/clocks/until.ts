import { setTimeout as sleep } from "node:timers/promises";

/** Waits until `holds` says yes: for what happens soon, but not at a moment that a test could know. Throws after `timeoutMs` (ms). */
export async function until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Still not so after ${timeoutMs / 1000} s: ${what}.`);
    await sleep(20);
  }
}
