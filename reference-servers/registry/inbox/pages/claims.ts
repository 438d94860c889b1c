/**
 * The page that says how the registry reads a person's token: which claims it found, and which are missing, by name. Of
 * what the claims say it shows the person's id, their display name, and those of their groups that a rule names.
 */
import type { ClaimReading } from "@drawbridge/contracts/identity-provider/token-reading";
import { html } from "hono/html";
import type { PageAddress } from "../../page/page-address.ts";
import { signInPath } from "../sign-in-path.ts";
import { type Html, visibleHtml } from "./frame.ts";

/** Where the page is. */
export const claimsPath = "/approvals/claims";

export interface ClaimsContent {
  /** The address of the identity provider, from the registry's settings. */
  readonly issuer: string;
  readonly claims: readonly ClaimReading[];
  readonly user: string;
  /** Null if the token has none. */
  readonly name: string | null;
  /** Whether the id is the same in the tokens of every application. */
  readonly certain: boolean;
  /** Those of the person's groups that a rule names. */
  readonly groups: readonly string[];
  /** How many groups the person has. */
  readonly groupCount: number;
  readonly pageAt: PageAddress;
}

export const claimsPage = (
  content: ClaimsContent,
): Html => html`<p class="back"><a href="${content.pageAt("/approvals")}">All approvals</a></p>
  <section aria-labelledby="claims">
    <h1 id="claims">How your sign-in is read</h1>
    <p>The registry read these claims in the token of your sign-in at this inbox, which is a token of ${visibleHtml(content.issuer)}. The token and its other claims are not shown.</p>
    <ul class="rows">${content.claims.map((claim) => claimRow(claim, content))}</ul>
    ${content.certain ? "" : html`<p class="notice">${uncertain}</p>`}
  </section>
  <section aria-labelledby="groups">
    <h2 id="groups">Your groups</h2>
    ${groupsOf(content)}
  </section>
  <section aria-labelledby="next">
    <h2 id="next">After a change</h2>
    <p>A new token is needed once the identity provider or a setting has changed. <a class="button" href="${content.pageAt(signInPath({ to: claimsPath }))}">Get a new token</a></p>
    <p class="cannot">Agents use another token. <code>drawbridge doctor</code> says the same of that one.</p>
  </section>`;

/** A claim that a newer registry names has no words here. */
const words: Readonly<Record<string, string>> = {
  "claims.audience": "The audience",
  "claims.client": "The application",
  "claims.user": "Your id",
  "claims.groups": "Your groups",
  "claims.displayName": "Your display name",
};

const missing: Readonly<Record<string, string>> = {
  "claims.groups": "You are in no group here, so no rule for a group lets you do anything.",
  "claims.displayName": "People see your id alone.",
};

function claimRow(reading: ClaimReading, { user, name }: ClaimsContent): Html {
  const { setting, claim, found, lookedUp = false } = reading;
  const state = lookedUp ? "looked-up" : found ? "found" : "missing";
  return html`<li class="row" data-claim="${setting}">
  <span class="state ${state}">${stateWords[state]}</span>
  <span class="what">${words[setting] ?? setting}${shownValue(setting, user, name)}<small> ${whereWords[state]} the claim <code>${visibleHtml(claim)}</code>, by the setting <code>${setting}</code>${state === "missing" ? html`. ${missing[setting] ?? ""}` : ""}</small></span>
</li>`;
}

const whereWords = { found: "from", missing: "expected in", "looked-up": "because the token leaves out" } as const;
const stateWords = { found: "✓ Found", missing: "✕ Missing", "looked-up": "✓ Looked up" } as const;

const shownValue = (setting: string, user: string, name: string | null): Html | "" => {
  const value = setting === "claims.user" ? user : setting === "claims.displayName" ? name : null;
  return value === null ? "" : html`: <b>${visibleHtml(value)}</b>`;
};

function groupsOf({ groups, groupCount, claims }: ClaimsContent): Html {
  if (groups.length > 0)
    return html`<p>Rules of this deployment name ${groups.length === 1 ? "this one" : `these ${groups.length}`}${others(groupCount - groups.length)}:</p>
    <ul class="groups">${groups.map((group) => html`<li><code>${visibleHtml(group)}</code></li>`)}</ul>`;
  return html`<div class="notice"><p>${groupCount === 0 ? inNoGroup(claims) : unnamed(groupCount)}</p></div>`;
}

function inNoGroup(claims: readonly ClaimReading[]): Html {
  const reading = claims.find(({ setting }) => setting === "claims.groups");
  const claim = html`<code>${visibleHtml(reading?.claim ?? "")}</code>`;
  if (reading?.lookedUp)
    return html`The look-up found no group of yours, or the setting <code>groupNames</code> leaves all of them out. So you are in no group here.`;
  if (reading?.found)
    return html`The claim ${claim} names no group, or the setting <code>groupNames</code> leaves all of them out. So you are in no group here.`;
  return html`You are in no group. If that is wrong, have the identity provider put your groups into the claim ${claim}, or name another claim in the setting <code>claims.groups</code>.`;
}

const unnamed = (count: number): Html =>
  html`No rule names ${count === 1 ? "your one group" : `any of your ${count} groups`}. If that is wrong, compare how the identity provider writes their names with the names in the rules: the setting <code>groupNames</code> translates them.`;

const others = (count: number): string =>
  count === 0
    ? ""
    : count === 1
      ? " of your groups, and not the other one"
      : ` of your groups, and not the other ${count}`;

const uncertain = html`This provider may give one person a different id in each application. So you cannot decide as the second person. The operator names a claim that is the same in all of them (<code>claims.user</code> or DRAWBRIDGE_USER_CLAIM).`;
