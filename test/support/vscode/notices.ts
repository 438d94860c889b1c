/** The notifications of requests in one window, and the places that count what waits. */

import { settleMs } from "@drawbridge/contracts/approvals/settle-delay";
import type { Locator } from "playwright-core";
import { z } from "zod";
import { passTime } from "../clocks/real-time.ts";
import type { Window } from "./window.ts";

/** The notification of a waiting request; the outcome of a call, and what comes after a late click, are in others. */
export const notice = (at: Window, text: string | RegExp): Locator =>
  at.notification(text).filter({ hasNotText: /(Done|Failed|Outcome unknown|Expired|Withdrawn): |Already/ });

export const button = (shown: Locator, name: string): Locator => shown.getByRole("button", { name });

export const settled = () =>
  passTime(settleMs + 200, "what has just come up decides nothing for a second, by the editor's own clock");

export async function approveIn(shown: Locator): Promise<void> {
  await shown.waitFor();
  // The editor moves a message to the bell after some seconds, unless the pointer is over it.
  await shown.hover();
  await settled();
  await button(shown, "Approve").click();
}

/** The status bar's count of requests. */
export const count = (at: Window): Locator => at.page.locator(".statusbar-item", { hasText: /approval/ });

export const run = (at: Window, id: string, ...args: readonly unknown[]): Promise<unknown> =>
  at.ask("command", { id, args }, z.unknown());
