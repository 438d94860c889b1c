/**
 * When a page with a decision on it was drawn. A form that comes back less than a second later decides nothing, because
 * the click was meant for what was in the same place before (the second click of two, or a click that another page had
 * prepared). The page's script also disables its buttons for this time; this check works without scripts. It protects
 * people from a slip, and no secret depends on it.
 */
import { settleMs } from "@drawbridge/contracts/approvals/settle-delay";
import { html } from "hono/html";

export const drawnField = () => html`<input type="hidden" name="drawn" value="${Date.now()}" />`;

/** Why the form decides nothing; null if it may decide. `now` is in milliseconds since 1970. */
export function tooSoon(form: URLSearchParams, now: number): string | null {
  const drawn = form.get("drawn") ?? "";
  if (/^\d{13}$/.test(drawn) && now - Number(drawn) >= settleMs) return null;
  return "Nothing was decided: the page had just come up when the button was pressed. Look at it, then decide.";
}
