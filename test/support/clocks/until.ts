/** The one wait of the tests: for a condition, and not for a time. */
import { setTimeout as sleep } from "node:timers/promises";

/** Waits until `holds` is true, for a condition that becomes true soon at an unknown moment. Throws after `timeoutMs`. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Still not so after ${timeoutMs / 1000} s: ${what}.`);
    await sleep(20);
  }
}
