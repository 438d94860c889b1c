/** Keeps the times that requests have left, on a page, up to date each second. */
import { formatCountdown } from "@drawbridge/contracts/approvals/format";
import { all } from "./dom.ts";

const tickIntervalMs = 1_000;
/** A shorter time (ms) is marked, because the person has to hurry. */
const hurryMs = 60_000;

const update = (): void => {
  for (const element of all("[data-until]")) {
    const { until = "", left = "{0}", over = "" } = element.dataset;
    const leftMs = Date.parse(until) - Date.now();
    element.textContent = leftMs <= 0 ? over : left.replace("{0}", formatCountdown(leftMs));
    element.classList.toggle("soon", leftMs <= hurryMs - tickIntervalMs);
  }
};

export function startCountdowns(): void {
  update();
  setInterval(update, tickIntervalMs);
}
