/**
 * Waits for tests that are about time, or about an event that must not happen. Each wait says why no condition, no moved
 * clock and no fault port can replace it. All other tests wait with `until`.
 */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";

/** Lets `ms` of real time pass, because of `reason`. */
export async function passTime(ms: number, reason: string): Promise<void> {
  assert.notEqual(reason, "");
  await sleep(ms);
}

/** Lets real time pass until just after `moment` (ISO 8601), which a part has named as an end. */
export async function passMoment(moment: string): Promise<void> {
  while (Date.now() <= Date.parse(moment)) await sleep(Date.parse(moment) - Date.now() + 1);
}

/**
 * Checks for `ms` that `holds` stays true, because no event reports that something did not happen. Throws when it
 * becomes false.
 */
export async function staysSo(what: string, ms: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + ms; performance.now() < end; await sleep(20))
    assert.equal(await holds(), true, `No longer so: ${what}.`);
}

/** Waits out a page's first second, in which the inbox takes no decision, by the browser's clock and the server's. */
export const inboxSettles = (): Promise<void> => passTime(1_200, "nothing decides in the first second");

/**
 * Clicks what `selector` finds at these times (ms), by the page's own clock: the browser answers no question of a test while
 * a form is on its way. Returns at once.
 */
export const clickLater = (page: Page, selector: string, times: readonly number[]): Promise<void> =>
  page.evaluate(`for (const ms of ${JSON.stringify(times)})
    setTimeout(() => document.querySelector(${JSON.stringify(selector)}).click(), ms);`);
