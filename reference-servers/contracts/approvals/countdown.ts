/**
 * The time that a request has left, as the terminal, the editor and the inbox show it. Pure. Each function uses nothing of
 * this file but the other one, because the inbox puts the text of both into the script of its pages.
 */

/** The time that is left, as "4:05", or "1:04:05" from an hour on. "0:00" only where the time is over. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const two = (number: number): string => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const start = minutes < 60 ? String(minutes) : `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
  return `${start}:${two(seconds % 60)}`;
}

/** What `showTimeLeft` uses of an element of a page. */
export interface CountdownElement {
  /** `until` is a time (ISO 8601); `left` a sentence with "{0}" for the time that is left; `over` the sentence after it. */
  readonly dataset: { readonly [name: string]: string | undefined };
  readonly classList: { toggle(name: string, on: boolean): unknown };
  textContent: string | null;
}

/** Writes the time left into the element, and marks the last minute. `now` is in milliseconds since 1970. */
export function showTimeLeft(element: CountdownElement, now: number): void {
  const { until = "", left = "{0}", over = "" } = element.dataset;
  const leftMs = Date.parse(until) - now;
  element.textContent = leftMs <= 0 ? over : left.replace("{0}", formatCountdown(leftMs));
  element.classList.toggle("soon", leftMs <= 59_000);
}
