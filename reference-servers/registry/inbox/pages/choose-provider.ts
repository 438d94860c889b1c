/** The page on which a person chooses the identity provider to sign in with, where the company has several. */
import { html } from "hono/html";
import type { OfferedProvider } from "../identities.ts";
import { visibleHtml } from "./frame.ts";

/** `hrefOf` is the address at which the sign-in with a provider begins. */
export const chooseProviderPage = (offered: readonly OfferedProvider[], hrefOf: (issuer: string) => string) =>
  html`<div class="notice">
    <h1>Sign in</h1>
    <p>Your company has several identity providers. Choose the one where you have your account.</p>
    ${offered.map(({ issuer, title }) => html`<p><a class="button" href="${hrefOf(issuer)}">Sign in with ${visibleHtml(title)}</a></p>`)}
  </div>`;
