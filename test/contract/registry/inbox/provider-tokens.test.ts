/** Signing in at the inbox with the tokens of a company's provider. */
import assert from "node:assert/strict";
import { type Claims, startIssuer, type TestIssuer } from "../../../support/identity/issuer.ts";
import { InboxVisitor } from "../../../support/people/inbox-visitor.ts";
import { startTestRegistry, type TestRegistry } from "../../../support/registry/test-registry.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a sign-in at the inbox with a described provider", () => {
  let issuer: TestIssuer;
  let registry: TestRegistry;
  before(async () => {
    issuer = await startIssuer({ end: "/" });
    const approver = { clientIds: ["acme-approvals"], audiences: ["acme-decide"], scopes: ["openid", "api/decide"] };
    registry = await startTestRegistry({
      identityProviders: [
        {
          issuer: issuer.url,
          approver: { ...approver, resource: null, audience: "acme-decide", parameters: { access_type: "offline" } },
          claims: { client: ["azp"], user: "oid" },
        },
      ],
    });
  });
  after(async () => {
    await registry.close();
    await issuer.stop();
  });

  const good: Claims = { client_id: undefined, azp: "acme-approvals", aud: "acme-decide", oid: "7d0c" };
  const signIn = (claims: Claims) => new InboxVisitor(registry.url).signInAt(issuer, { ...good, ...claims });

  it(verifies("idp.inbox", "The inbox signs a person in with the described client, audience and claims"), async () => {
    const begun = await new InboxVisitor(registry.url).ask("/sign-in/inbox?to=/approvals");
    const { searchParams } = new URL(begun.headers.get("location") ?? "");
    const parameters = ["client_id", "scope", "resource", "audience", "access_type"].map((name) =>
      searchParams.get(name),
    );
    assert.deepEqual(parameters, ["acme-approvals", "openid api/decide", null, "acme-decide", "offline"]);
    const page = await signIn({});
    assert.deepEqual([page.status, page.url], [200, `${registry.url}/approvals`]);
    assert.match(page.html, /7d0c/);
  });

  const refused: Readonly<Record<string, readonly [claims: Claims, words: RegExp]>> = {
    "without an audience": [{ aud: undefined }, /no token for approvals\..*no claim aud/],
    "for the edge's audience": [{ aud: "urn:drawbridge:edge" }, /claim aud/],
    "of another application": [{ azp: "another" }, /setting approver\.clientIds/],
    "of the broker": [{ azp: "drawbridge-broker" }, /setting approver\.clientIds/],
    "without its client": [{ azp: undefined, client_id: "acme-approvals" }, /none of the claims azp/],
    "without its person": [{ oid: undefined }, /claim oid/],
  };
  for (const [which, [claims, words]] of Object.entries(refused)) {
    it(
      verifies("idp.inbox", `A sign-in at the inbox with a token ${which} ends with the reason on the page`),
      async () => {
        const { status, html } = await signIn(claims);
        assert.equal(status, 403, html);
        assert.match(html, words);
      },
    );
  }

  it(
    verifies("sign-in.unkept", "A sign-in at the inbox that is refused leaves nothing to renew at the provider"),
    async () => {
      const before = issuer.unspent();
      assert.equal((await signIn({})).status, 200);
      assert.equal(issuer.unspent(), before + 1);
      assert.equal((await signIn({ aud: undefined })).status, 403);
      assert.equal(issuer.unspent(), before + 1);
    },
  );
});
