/**
 * The pages of the device flow (RFC 8628): enter the code, confirm it, done. The forms come from oidc-provider with
 * their cross-site token inside; what they lack is named here.
 */
import { html, raw } from "hono/html";
import type { Page } from "./page.ts";

export function deviceCodeForm(form: string, error: Error | undefined): Page {
  // A label for the field, and no inline script: the page allows none.
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
<p>Go on only if you see the same code in a terminal of yours.</p>
${raw(form)}
<button type="submit" form="op.deviceConfirmForm">Yes, go on</button>
<button type="submit" form="op.deviceConfirmForm" name="abort" value="yes">No, stop</button>`,
  };
}

export function deviceDone(): Page {
  return { title: "Signed in", body: html`<p>Your terminal goes on by itself. You can close this page.</p>` };
}

function problem(error: Error): string {
  if (error.name === "AbortedError") return "The sign-in was stopped. Start it again from your terminal.";
  return "That code is not known, or it has been used or has expired. Check it, or ask your terminal for a new one.";
}
