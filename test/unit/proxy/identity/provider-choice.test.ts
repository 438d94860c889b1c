import assert from "node:assert/strict";
import type { WellKnown } from "@drawbridge/contracts/registry";
import { lastProviderLine, providerLines } from "../../../../proxy/commands/provider-lines.ts";
import { chooseProvider } from "../../../../proxy/identity/errors.ts";
import { providerChoice } from "../../../../proxy/identity/provider-choice.ts";
import { wellKnownFor } from "../../../support/identity/sign-in.ts";
import { verifies } from "../../../support/verifies.ts";

const okta = "https://acme.okta.example";
const entra = "https://login.entra.example/tenant/v2.0";
const provider = (issuer: string, names: { readonly name?: string; readonly title?: string } = {}) => ({
  ...{ issuer, clientId: "acme-mcp", resource: null, scopes: ["openid"], audience: null, parameters: {} },
  ...{ loopbackPort: null, token: "access_token", person: { claim: "sub", named: false }, ...names },
  ...{ groups: ["groups"], displayName: ["name"] },
});
const wellKnown = (...identityProviders: readonly object[]): WellKnown =>
  ({ ...wellKnownFor(okta), identityProviders }) as WellKnown;
const two = wellKnown(
  provider(okta, { name: "okta", title: "Okta" }),
  provider(entra, { name: "entra", title: "Microsoft" }),
);
const chosen = (from: WellKnown, name: string | undefined, lastIssuer: string | null = null): string => {
  const choice = providerChoice(from, { name, lastIssuer });
  return choice.kind === "provider" ? choice.provider.issuer : choice.kind;
};

describe("the choice of an identity provider", () => {
  it(verifies("sign-in.chosen", "A name chooses the provider, in any letter case, and beats the last choice"), () => {
    assert.equal(chosen(two, "entra", okta), entra);
    assert.equal(chosen(two, " Okta "), okta);
    assert.equal(chosen(two, "google"), "unknown");
  });

  it(
    verifies("sign-in.chosen", "Without a name, the last choice counts as long as the company has the provider"),
    () => {
      assert.equal(chosen(two, undefined, entra), entra);
      assert.equal(chosen(two, undefined, "https://gone.example"), "choose");
      assert.equal(chosen(two, undefined), "choose");
    },
  );

  it(verifies("sign-in.chosen", "The only provider needs no choice, also at a registry that gives it no name"), () => {
    assert.equal(chosen(wellKnown(provider(okta)), undefined, "https://gone.example"), okta);
    assert.equal(chosen(wellKnownFor(okta), undefined), okta);
    assert.equal(chosen(wellKnown(provider(okta)), "acme.okta.example"), okta);
  });

  it(verifies("sign-in.chosen", "The refusal lists each provider with the command that signs in there"), () => {
    const lines = providerLines(two.identityProviders ?? []);
    assert.equal(
      chooseProvider(undefined, lines).message,
      `Your company has several identity providers. Sign in with one of these:
  drawbridge login --provider okta   Okta (${okta})
  drawbridge login --provider entra  Microsoft (${entra})`,
    );
    assert.match(
      chooseProvider("gogle", lines).message,
      /^Your company has no identity provider "gogle"\. Sign in with/,
    );
  });

  it("A sign-in that named no provider says which one it uses, and how to choose another", () => {
    const [first, ...others] = two.identityProviders ?? [];
    assert.ok(first !== undefined);
    assert.equal(
      lastProviderLine(first, others),
      "Signing in with Okta, as the last time. For another one: --provider entra",
    );
  });

  it("A title that hides or reorders text is shown with every character visible", () => {
    const lines = providerLines([
      ...(wellKnown(provider(okta, { name: "a", title: "O\u202ekta\n" })).identityProviders ?? []),
    ]);
    assert.match(lines.join("|"), /O\\u\{202e\}kta\\u\{a\} \(/);
  });
});
