import assert from "node:assert/strict";
import { Secret } from "../../../../proxy/identity/secret.ts";
import { renewalAt } from "../../../../proxy/identity/token-source.ts";
import { handed, received, tokensOf, userOf } from "../../../../proxy/identity/tokens.ts";

const issuer = "https://issuer.example";
const jwt = (payload: unknown) =>
  new Secret(`e30.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.signature`);

import { verifies } from "../../../support/verifies.ts";

describe("token responses", () => {
  const base = { access_token: "a", token_type: "bearer" as const };

  it("A token response's expiry is counted from this machine's clock", () => {
    const tokens = tokensOf({ ...base, refresh_token: "r", expires_in: 600 }, 1_000, issuer);
    assert.deepEqual([tokens.issuedAt, tokens.expiresAt], [1_000, 601_000]);
  });

  it("A token without a stated life counts as valid for five minutes", () => {
    assert.equal(tokensOf({ ...base, refresh_token: "r" }, 0, issuer).expiresAt, 300_000);
  });

  it("A token response keeps the old refresh token if the provider sends no new one", () => {
    assert.equal(tokensOf(base, 0, issuer, new Secret("old")).refreshToken.reveal(), "old");
    assert.equal(
      tokensOf({ ...base, refresh_token: "new" }, 0, issuer, new Secret("old")).refreshToken.reveal(),
      "new",
    );
  });

  it("A token response without any refresh token is refused", () => {
    assert.throws(() => tokensOf(base, 0, issuer), { code: "refused", message: /offline access/ });
  });

  it("A token response passes the control channel unchanged", () => {
    const tokens = tokensOf({ ...base, refresh_token: "r", expires_in: 600 }, 1_000, issuer);
    const again = received(handed(tokens), 2_000);
    assert.deepEqual([again.accessToken.reveal(), again.refreshToken.reveal()], ["a", "r"]);
    assert.deepEqual([again.issuedAt, again.expiresAt], [2_000, 601_000]);
  });
});

describe("the time of a token's renewal", () => {
  const token = new Secret("t");
  const renewalOf = (lifetimeMs: number) =>
    renewalAt({ accessToken: token, refreshToken: token, issuedAt: 0, expiresAt: lifetimeMs });

  it("A token is renewed a minute before it expires", () => assert.equal(renewalOf(600_000), 540_000));
  it("A short-lived token is renewed in its last fifth", () => assert.equal(renewalOf(10_000), 8_000));
  it("A token that has expired is renewed at once", () => assert.ok(renewalOf(-1) <= 0));
});

describe("the user that a token names", () => {
  it("A token names its subject and groups", () => {
    assert.deepEqual(userOf(jwt({ sub: "ada", groups: ["ads-eng"] })), { name: "ada", groups: ["ads-eng"] });
    assert.deepEqual(userOf(jwt({ sub: "omar" })), { name: "omar", groups: [] });
  });

  it(verifies("name.beside-id", "A token's display name is known beside the id"), () => {
    const user = userOf(jwt({ sub: "u-1", name: "Ada Lindqvist" }));
    assert.deepEqual(user, { name: "u-1", displayName: "Ada Lindqvist", groups: [] });
    assert.deepEqual(userOf(jwt({ sub: "u-1", name: 7 })), { name: "u-1", groups: [] });
  });

  for (const [what, token] of [
    ["an opaque token", new Secret("opaque")],
    ["a payload that is not JSON", new Secret("e30.bm90anNvbg.x")],
    ["a payload without a subject", jwt({ groups: [] })],
    ["groups that are not names", jwt({ sub: "ada", groups: [1] })],
  ] as const) {
    it(`No user is known for ${what}`, () => assert.equal(userOf(token), null));
  }

  it(
    verifies("person.one-id", "A token names the person as the registry does: by its claim, in canonical form"),
    () => {
      const claims = { sub: "S1", upn: "Ada@Example.com", groups: ["ads-eng"] };
      const token = new Secret(`x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`);
      assert.equal(userOf(token)?.name, "S1");
      assert.equal(
        userOf(token, { person: { claim: "upn", named: true }, groups: ["groups"], displayName: ["name"] })?.name,
        "ada@example.com",
      );
      assert.equal(
        userOf(token, { person: { claim: "oid", named: true }, groups: ["groups"], displayName: ["name"] }),
        null,
      );
    },
  );
});
