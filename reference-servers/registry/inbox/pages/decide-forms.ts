/**
 * Approve and Reject of one request, as two buttons: on its own page, and in the list if only one request waits. They
 * are two forms, so that Enter in the reason field never approves.
 */
import type { Approval } from "@drawbridge/contracts/approvals";
import { similarSentence } from "@drawbridge/contracts/similar-calls";
import { html, raw } from "hono/html";
import type { PageAddress } from "../../page/page-address.ts";
import { drawnField } from "../form-age.ts";
import { formTokenField, visibleHtml } from "./frame.ts";
import { passkeysPath } from "./passkeys.ts";

export interface DecideForms {
  readonly approval: Approval;
  readonly formToken: string;
  /** The choice in a form that was not accepted; undefined if no form was sent. */
  readonly choice: { readonly decision: string; readonly reason: string } | undefined;
  /** Whether the person comes back to the request's own page. */
  readonly onItsPage: boolean;
  /** Whether the decision needs a passkey. */
  readonly passkey: boolean;
  readonly pageAt: PageAddress;
}

/** The id of a request's heading, which names its buttons' group. */
export const headingId = (id: string): string => `act-${id}`;

export function decideForms({ approval, formToken, choice, onItsPage, passkey, pageAt }: DecideForms) {
  const { view, shown } = approval;
  const { id, plan, need } = view;
  const passkeyAttribute = passkey ? html`data-passkey="${pageAt(`${passkeysPath}/ask-decide`)}"` : "";
  const withPasskey = passkey ? " with your passkey" : "";
  const unexplained = choice?.decision === "reject" && choice.reason === "";
  const fields = html`${formTokenField(formToken)}${drawnField()}${onItsPage ? html`<input type="hidden" name="page" value="${id}" />` : ""}
      <input type="hidden" name="shown.${id}" value="${shown}" />`;
  return html`<div class="decide" role="group" aria-labelledby="${headingId(id)}">
    <form method="post" action="${pageAt("/approvals/decisions")}" class="approve" ${passkeyAttribute}>
      ${fields}
      ${plan.similar === null || need !== "caller" ? "" : html`<label class="similar"><input type="checkbox" name="similar.${id}" value="3600" /> and for an hour, without asking: ${visibleHtml(similarSentence(plan.similar))}</label>`}
      <button class="primary" name="decision.${id}" value="approve" data-approve>Approve${withPasskey}</button>
    </form>
    <form method="post" action="${pageAt("/approvals/decisions")}" class="reject" ${passkeyAttribute}>
      ${fields}
      <label class="why"><span>Why not</span><input name="reason.${id}" maxlength="1000" required value="${choice?.reason ?? ""}" autocomplete="off" data-why ${unexplained ? raw('autofocus aria-invalid="true"') : ""} /></label>
      <button name="decision.${id}" value="reject">Reject${withPasskey}</button>
    </form>
  </div>`;
}
