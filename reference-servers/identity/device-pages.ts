/**
 * The pages of the device flow (RFC 8628): enter the code, confirm it, done. The forms come from oidc-provider with
 * their anti-CSRF token; this module adds what they lack.
 */
import { html, raw } from "hono/html";
import type { KoaContextWithOIDC } from "oidc-provider";
import { type Page, setPage } from "./page.ts";

/**
 * Answers with the form for a device's code. If a request failed in a browser without a session, the form would not
 * work, because its token belongs to a session that the browser never gets. Then the page links to a new form.
 */
export function answerCodeForm(ctx: KoaContextWithOIDC, form: string, error: Error | undefined): Promise<void> {
  const { session } = ctx.oidc;
  const isKept = typeof session?.exp === "number";
  if (error === undefined || isKept) return setPage(ctx, deviceCodeForm(form, error));
  // oidc-provider put the form's token into the session, and fails with a 500 when it saves a session that was never
  // stored.
  if (session !== undefined) Object.assign(session, { touched: false });
  return setPage(ctx, deviceFormEnded(ctx.oidc.urlFor("code_verification")));
}

function deviceFormEnded(formUrl: string): Page {
  return {
    title: "This form has expired",
    body: html`<p role="alert">The sign-in of this browser has ended, or was started elsewhere. Nothing was done.</p>
<p><a href="${formUrl}">Open the form again</a>, and type the code that your terminal shows.</p>`,
  };
}

function deviceCodeForm(form: string, error: Error | undefined): Page {
  // Adds a label for the field and removes the inline script, because the page allows none.
  const labelled = form.replace('type="text"', 'id="user_code" type="text"').replace(/ onfocus="[^"]*"/, "");
  return {
    title: "Sign in a device",
    body: html`${error === undefined ? "" : html`<p role="alert">${problem(error)}</p>`}
<p><label for="user_code">The code that your terminal shows</label></p>
${raw(labelled)}
<button type="submit" form="op.deviceInputForm">Continue</button>`,
  };
}

export function deviceConfirmation(
  form: string,
  client: { readonly clientName?: string | undefined },
  code: string,
): Page {
  return {
    title: "Is this your device?",
    body: html`<p><strong>${client.clientName ?? "An application"}</strong> shows this code:</p>
<p><code>${code}</code></p>
<p>Continue only if you see the same code in a terminal of yours.</p>
${raw(form)}
<button type="submit" form="op.deviceConfirmForm">Yes, continue</button>
<button type="submit" form="op.deviceConfirmForm" name="abort" value="yes">No, stop</button>`,
  };
}

export function deviceDone(): Page {
  return { title: "Signed in", body: html`<p>Your terminal continues by itself. You can close this page.</p>` };
}

function problem(error: Error): string {
  if (error.name === "AbortedError") return "The sign-in was stopped. Start it again from your terminal.";
  if (error.name === "InvalidRequest") return "This form had expired, and nothing was done. Type the code again.";
  return "That code is not known, or it has been used or has expired. Check it, or ask your terminal for a new one.";
}
