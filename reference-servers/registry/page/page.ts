/**
 * The registry's front page: what Drawbridge is, which servers exist, how to connect. Everything that it shows is
 * escaped.
 */

import { plainText } from "@drawbridge/contracts/approvals/surface";
import { formatDeprecation } from "@drawbridge/contracts/deprecation";
import type { ServerManifest } from "@drawbridge/contracts/registry";
import { describeRegistry, registryReadiness } from "@drawbridge/contracts/registry-api/public";
import { html } from "hono/html";
import { claimsPath } from "../inbox/pages/claims.ts";
import { visibleHtml } from "../inbox/pages/frame.ts";
import type { Status } from "../server-status.ts";
import { head } from "./head.ts";
import { pageAddresses } from "./page-address.ts";

export interface ServerRow {
  readonly manifest: ServerManifest;
  readonly status: Status;
}

export interface PageContent {
  readonly url: string;
  /** Null if they cannot be read at this moment. */
  readonly servers: readonly ServerRow[] | null;
}

export function page({ url, servers }: PageContent) {
  const pageAt = pageAddresses(url);
  const pathLink = (path: string) => html`<a href="${pageAt(path)}">${pageAt(path)}</a>`;
  return html`<!doctype html>
<html lang="en">
  ${head("Drawbridge", pageAt)}
  <body>
    <a class="skip" href="#servers">Skip to the servers</a>
    <header>
      <p class="brand">Drawbridge <a href="${pageAt("/approvals")}">Approvals</a></p>
      <h1>The company's MCP servers, for your agents, as you.</h1>
      <p class="lead">
        Sign in once with your company account. Your agents then reach the servers below under your name, and only what
        policy lets you do yourself.
      </p>
    </header>
    <main>
      <section aria-labelledby="servers">
        <h2 id="servers" tabindex="-1">Servers</h2>
        ${servers === null ? unreadable : servers.length === 0 ? empty : list(servers)}
      </section>
      <section aria-labelledby="connect">
        <h2 id="connect">Connect</h2>
        <ol class="steps">
          ${step("Sign in, in the browser that opens.", `npx drawbridge login --registry ${url}`)}
          ${step("See what you may use, and why.", "npx drawbridge servers")}
          ${step("Have your agent launch a server by its name.", `npx drawbridge bridge ${servers?.[0]?.manifest.name ?? "<server>"}`)}
        </ol>
      </section>
    </main>
    <footer>
      <p>This registry is <code>${url}</code>. Programs start at ${pathLink(describeRegistry.path)}; its state is at ${pathLink(registryReadiness.path)}.
      Operators see at ${pathLink(claimsPath)} which claims of their own sign-in were read.</p>
    </footer>
  </body>
</html>`;
}

const list = (servers: readonly ServerRow[]) => html`<ul class="servers">${servers.map(card)}</ul>`;

const card = ({ manifest, status }: ServerRow) => html`<li class="card">
  <div class="card-head">
    <h3>${visibleHtml(manifest.title)} <code>${manifest.name}</code></h3>
    <span class="status ${status}">${statusWords[status]}</span>
  </div>
  <p>${visibleHtml(manifest.description)}</p>
  ${manifest.deprecated === undefined ? "" : html`<p class="deprecated">${formatDeprecation(manifest.deprecated, plainText)}</p>`}
  <dl>
    <div><dt>Owner</dt><dd>${visibleHtml(manifest.owner)}</dd></div>
    <div><dt>Help</dt><dd>${manifest.support.length === 0 ? "none given" : manifest.support.map(helpLink)}</dd></div>
    <div><dt>Data</dt><dd>${manifest.sensitivity}</dd></div>
    <div><dt>Runs in</dt><dd>${manifest.environment}</dd></div>
    <div><dt>Tools</dt><dd>${manifest.tools.length}</dd></div>
  </dl>
</li>`;

const statusWords: Readonly<Record<Status, string>> = { up: "Up", down: "Down", unknown: "Not asked yet" };

/** A link only if following it opens a page or a mail, because a manifest could hold `javascript:`. */
const helpLink = ({ label, url }: ServerManifest["support"][number]) =>
  url !== undefined && /^(https?:\/\/|mailto:)/i.test(url)
    ? html`<a href="${url}" rel="noreferrer">${visibleHtml(label)}</a> `
    : html`<span>${visibleHtml(label)}</span> `;

const step = (what: string, command: string) =>
  html`<li><p>${what}</p><pre tabindex="0"><code>${command}</code></pre></li>`;

const empty = html`<div class="notice">
  <p><strong>No server has announced itself yet.</strong></p>
  <p>Servers appear here a moment after they start. Under <code>npm start</code>, that is within a few seconds: reload.</p>
</div>`;

const unreadable = html`<div class="notice" role="alert">
  <p><strong>The servers cannot be read just now.</strong></p>
  <p>The registry's database does not answer. Reload in a moment. If it fails again, tell the operator of this registry.</p>
</div>`;
