/** The page on which a person chooses a demo user, and its answer. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { html } from "hono/html";
import type Provider from "oidc-provider";
import { errors } from "oidc-provider";
import { type DemoUser, demoUser, demoUsers } from "./demo-users.ts";
import { errorPage, type Page, pageHeaders, rendered } from "./page.ts";

/** The path before the interaction's id; the interaction's cookie is bound to this path. */
export const signInPath = "/sign-in/";

/** Maximum characters of a form; a form of this page has one short field. */
const maxFormChars = 1_000;

/** Shows the page (GET), or accepts the choice and redirects the browser (POST). */
export async function answerSignIn(provider: Provider, req: IncomingMessage, res: ServerResponse): Promise<void> {
  try {
    const interaction = await provider.interactionDetails(req, res);
    if (req.method !== "POST") {
      const client = await provider.Client.find(String(interaction.params.client_id));
      return await send(res, 200, signInPage(client?.clientName ?? "An application", demoUsers));
    }
    const user = demoUser(new URLSearchParams(await readForm(req)).get("user") ?? "");
    const result =
      user === undefined
        ? { error: "access_denied", error_description: "no demo user was chosen" }
        : { login: { accountId: user.name } };
    await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) throw error;
    await send(res, error.statusCode, errorPage(error.error, "This sign-in has ended or was started elsewhere"));
  }
}

/** One button for each demo user, so that the page can be used with the keyboard alone. */
export function signInPage(client: string, users: readonly DemoUser[]): Page {
  return {
    title: "Who are you today?",
    body: html`<p><strong>${client}</strong> asks you to sign in.</p>
<form method="post" aria-label="Demo users">
${users.map(
  (user) =>
    html`<button name="user" value="${user.name}">${user.fullName} (${user.name})<small>${
      user.groups.length === 0 ? "in no group" : `in ${user.groups.join(", ")}`
    }</small></button>`,
)}
<button name="user" value="">Cancel</button>
</form>`,
  };
}

async function readForm(req: IncomingMessage): Promise<string> {
  let form = "";
  for await (const chunk of req.setEncoding("utf8")) {
    form += chunk;
    if (form.length > maxFormChars) throw new errors.InvalidRequest("form is too long");
  }
  return form;
}

async function send(res: ServerResponse, status: number, page: Page): Promise<void> {
  res.writeHead(status, { ...pageHeaders }).end(await rendered(page));
}
