/** Keeps the times that requests have left, on a page, up to date each second. */
import { showTimeLeft } from "@drawbridge/contracts/approvals/countdown";
import { all } from "./dom.ts";

const tickIntervalMs = 1_000;

const update = (): void => {
  for (const element of all("[data-until]")) showTimeLeft(element, Date.now());
};

export function startCountdowns(): void {
  update();
  setInterval(update, tickIntervalMs);
}
