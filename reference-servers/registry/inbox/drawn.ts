/**
 * When a page with a decision on it was drawn. A form that comes back within a second of that decides nothing: the click was
 * meant for what stood in its place before (a second click of two, or one that another page had aimed). The page's script holds
 * its buttons back as well; this holds without scripts. It guards people from a slip, and no secret depends on it.
 */
import { html } from "hono/html";

/** Milliseconds for which a page's buttons decide nothing after they came up. live.js has the same. */
export const settleMs = 1_000;

export const drawnField = () => html`<input type="hidden" name="drawn" value="${Date.now()}" />`;

/** Why the form decides nothing; null where it may. `now` in milliseconds since 1970. */
export function tooSoon(form: URLSearchParams, now: number): string | null {
  const drawn = form.get("drawn") ?? "";
  if (/^\d{13}$/.test(drawn) && now - Number(drawn) >= settleMs) return null;
  return "Nothing was decided: the page had just come up when the button was pressed. Look at it, then decide.";
}
