/**
 * Waits of tests whose subject is time, or the absence of an event. Each says why no condition, no moved clock and no fault
 * port can take its place. Everything else waits by `until`.
 */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

/** Lets `ms` of real time pass, because of `reason`. */
export async function passTime(ms: number, reason: string): Promise<void> {
  assert.notEqual(reason, "");
  await sleep(ms);
}

/** Lets real time pass until just after `moment` (ISO 8601), which a part has named as the end of something. */
export async function passMoment(moment: string): Promise<void> {
  while (Date.now() <= Date.parse(moment)) await sleep(Date.parse(moment) - Date.now() + 1);
}

/** Looks for `ms` whether `holds` stays true. Of what must not happen there is no event to wait for. Throws where it ends. */
export async function staysSo(what: string, ms: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + ms; performance.now() < end; await sleep(20))
    assert.equal(await holds(), true, `No longer so: ${what}.`);
}

/** A page of the inbox, and what joins it, takes no decision in its first second, by the browser's clock and the server's. */
export const inboxSettles = (): Promise<void> => passTime(1_200, "nothing decides in the first second");
