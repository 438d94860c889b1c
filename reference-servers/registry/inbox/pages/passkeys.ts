/** The page of a person's passkeys, and what a request's page shows if its decision needs one. */
import { html } from "hono/html";
import type { PageAddress } from "../../page/page-address.ts";
import type { Passkey } from "../../passkeys/store.ts";
import { formTokenField, visibleHtml } from "./frame.ts";
import { time } from "./page-text.ts";

/** Where the page is. */
export const passkeysPath = "/approvals/passkeys";

export interface PasskeysContent {
  readonly passkeys: readonly Passkey[];
  readonly formToken: string;
  /** Whether the person signed in within the last few minutes. Adding a first passkey needs that. */
  readonly isFresh: boolean;
  /** Where the person signs in again: a path inside the registry. */
  readonly freshSignIn: string;
  readonly problem: string | null;
  readonly pageAt: PageAddress;
}

/** The place where the script shows an error, and the message for browsers without scripts. */
export const passkeyProblem = html`<p class="notice problem" role="alert" tabindex="-1" data-passkey-problem hidden></p>
<noscript><p class="notice problem">Your browser runs no scripts here, and only a script can ask it for a passkey. Allow this site's script, or use another browser.</p></noscript>`;

export function passkeysPage({ passkeys, formToken, isFresh, freshSignIn, problem, pageAt }: PasskeysContent) {
  return html`<p class="back"><a href="${pageAt("/approvals")}">All approvals</a></p>
  <section aria-labelledby="passkeys">
    <h1 id="passkeys">Your passkeys</h1>
    <p>Decisions as the second person, and on what cannot surely be undone, are made with one of these.</p>
    ${problem === null ? "" : html`<div class="notice problem" role="alert"><p>${visibleHtml(problem)}</p></div>`}
    ${passkeyProblem}
    ${passkeys.length === 0 ? html`<p class="notice">You have no passkey here yet.</p>` : html`<ul class="rows">${passkeys.map((each) => row(each, formToken, pageAt))}</ul>`}
    ${passkeys.length > 0 || isFresh ? addForm(passkeys.length, formToken, pageAt) : html`<p>Your first passkey needs a sign-in of the last five minutes. <a class="button" href="${pageAt(freshSignIn)}">Sign in again</a></p>`}
    <p class="cannot">If you have lost all of them, ask an operator of this registry to reset yours.</p>
  </section>`;
}

const addForm = (
  count: number,
  formToken: string,
  pageAt: PageAddress,
) => html`<form class="passkey" method="post" action="${pageAt(passkeysPath)}" data-passkey="${pageAt(passkeysPath)}/ask-add">
  ${formTokenField(formToken)}
  <label class="why"><span>A name for it</span><input name="label" required maxlength="60" autocomplete="off" placeholder="My laptop" /></label>
  <button class="primary">Add a passkey</button>
  ${count === 0 ? "" : html`<small>You are asked for one that you have, then for the new one.</small>`}
</form>`;

const row = (
  { id, label, createdAt, usedAt }: Passkey,
  formToken: string,
  pageAt: PageAddress,
) => html`<li class="row" data-passkey-id="${id}">
  <span class="what"><b>${visibleHtml(label)}</b><small>added ${time(createdAt.toISOString())}; ${usedAt === null ? "not used yet" : html`last used ${time(usedAt.toISOString())}`}</small></span>
  <form method="post" action="${pageAt(passkeysPath)}/${id}/remove" data-passkey="${pageAt(passkeysPath)}/${id}/ask-remove">${formTokenField(formToken)}<button aria-label="Remove ${visibleHtml(label)}">Remove</button></form>
</li>`;
