/**
 * Pages about paired editors: the page about an editor that asks to decide in a person's name, and the list of paired
 * editors with a button that ends each one.
 */
import { pairingPath } from "@drawbridge/contracts/pairing";
import { html } from "hono/html";
import type { PageAddress } from "../../page/page-address.ts";
import type { Pairing } from "../../pairing/pairing.ts";
import { formTokenField, visibleHtml } from "./frame.ts";
import { time } from "./page-text.ts";

export interface PairingContent {
  readonly pairing: Pairing;
  readonly user: string;
  readonly formToken: string;
  /** Where another user signs in: a path inside the registry. */
  readonly anotherUser: string;
  /** What was wrong with the form that was sent; null if nothing was. */
  readonly problem: string | null;
  readonly pageAt: PageAddress;
}

/**
 * The page on which the person reads which editor asks, types the code that the editor shows, and allows or refuses.
 */
export function pairingPage({ pairing, user, formToken, anotherUser, problem, pageAt }: PairingContent) {
  const { id, editor, host, folder, leg } = pairing;
  const address = pageAt(pairingPath(id));
  return html`<article class="request">
  <h1>May this editor decide in your name?</h1>
  ${problem === null ? "" : html`<div class="notice problem" role="alert"><p>${problem}</p></div>`}
  <dl class="facts">
    <div><dt>Editor</dt><dd><b>${visibleHtml(editor)}</b></dd></div>
    <div><dt>On the machine</dt><dd><b>${visibleHtml(host)}</b></dd></div>
    <div><dt>In the folder</dt><dd>${folder === null ? "no folder" : html`<b>${visibleHtml(folder)}</b>`}</dd></div>
    <div><dt>In the name of</dt><dd><b>${visibleHtml(user)}</b> · <a href="${pageAt(anotherUser)}">Another user?</a></dd></div>
  </dl>
  <p>These are the editor's own words. Allow it only if you clicked Sign In in that editor just now: it will then approve and reject agents' calls in your name when you click there, until you sign out there or revoke it here.${leg === null ? "" : " It signs in to Drawbridge's servers with it."}</p>
  <form method="post" action="${address}" class="decide">
    ${formTokenField(formToken)}
    <label class="why"><span>The code that your editor shows</span>
      <input name="code" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" autofocus placeholder="ABCD-EFGH" /></label>
    <button class="primary">Allow</button>
  </form>
  <form method="post" action="${address}/refuse">${formTokenField(formToken)}<button>Refuse</button></form>
</article>`;
}

/** Empty if no editor is paired. */
export const editorsSection = (editors: readonly Pairing[], formToken: string, pageAt: PageAddress) =>
  editors.length === 0
    ? ""
    : html`<section aria-labelledby="editors">
    <h2 id="editors">Editors that decide in your name</h2>
    <ul class="rows">${editors.map((editor) => editorRow(editor, formToken, pageAt))}</ul>
  </section>`;

const editorRow = (
  { id, editor, host, folder, expiresAt, allowedAt }: Pairing,
  formToken: string,
  pageAt: PageAddress,
) => html`<li class="row" data-editor="${id}">
  <span class="what"><b>${visibleHtml(editor)}</b> on ${visibleHtml(host)}${folder === null ? "" : html`, in ${visibleHtml(folder)}`}<small>allowed ${allowedAt === null ? "" : time(allowedAt.toISOString())}</small></span>
  <span class="until">until ${time(expiresAt.toISOString())}</span>
  <form method="post" action="${pageAt(pairingPath(id))}/revoke">${formTokenField(formToken)}<button>Revoke</button></form>
</li>`;
