/**
 * The page after the list's form was sent: what was decided, and what happens next. It has no button that decides, so a
 * second click decides nothing. The requests that still wait are behind a link.
 */
import type { Approval } from "@drawbridge/contracts/approvals";
import { html } from "hono/html";
import type { PageAddress } from "../../page/page-address.ts";
import { recentRow } from "./list.ts";

export const decidedPage = (
  decided: readonly Approval[],
  pageAt: PageAddress,
) => html`<p class="back"><a href="${pageAt("/approvals")}">Go on to what waits</a></p>
  <p class="done" role="status">${decided.length === 1 ? "One request is decided." : `${decided.length} requests are decided.`}</p>
  <section aria-labelledby="decided" data-live="decided">
    <h1 id="decided">What becomes of it</h1>
    <ul class="rows">${decided.map((each) => recentRow(each, pageAt))}</ul>
  </section>`;
