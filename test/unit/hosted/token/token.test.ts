import assert from "node:assert/strict";
import { TokenError, type TokenVerifier, tokenVerifier } from "@drawbridge/hosted/token";
import { edgeAudience, startIssuer, type TestIssuer } from "../../../support/identity/issuer.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a token verifier", () => {
  let issuer: TestIssuer;
  let verifier: TokenVerifier;
  let now = 0;
  beforeEach(async () => {
    now = Date.now();
    issuer = await startIssuer();
    verifier = tokenVerifier(issuer.url, edgeAudience, { now: () => now });
  });
  afterEach(async () => {
    verifier.close();
    await issuer.stop();
  });
  const refusal = (token: string): Promise<TokenError> =>
    verifier.verify(token).then(
      () => assert.fail("It was accepted."),
      (error: unknown) => (error instanceof TokenError ? error : assert.fail(String(error))),
    );

  it("The verifier returns user, groups and client, and leaves out groups without a name", async () => {
    const token = await issuer.mint({ groups: ["ads-eng", "", "infra"] });
    assert.deepEqual(await verifier.verify(token), {
      ...{ user: "ada", claim: "sub", certain: true, groups: ["ads-eng", "infra"], clientId: "drawbridge-broker" },
    });
    assert.deepEqual((await verifier.verify(await issuer.mint({ groups: undefined }))).groups, []);
  });

  it(
    verifies(
      "edge.forged-token",
      "The verifier forgets a token at its expiry, to the second, however often it was accepted",
    ),
    async () => {
      const exp = Math.floor(now / 1000) + 60;
      const token = await issuer.mint({ exp });
      for (let index = 0; index < 3; index += 1) await verifier.verify(token);
      now = exp * 1000 - 1;
      await verifier.verify(token);
      now = exp * 1000;
      assert.equal((await refusal(token)).message, "The token has expired.");
    },
  );

  it("The verifier tolerates an issuer whose clock is a little ahead, and nothing more", async () => {
    const second = Math.floor(now / 1000);
    await verifier.verify(await issuer.mint({ nbf: second + 4 }));
    assert.equal((await refusal(await issuer.mint({ nbf: second + 60 }))).message, "The token is not valid yet.");
  });

  it("The verifier says which claim is wrong, and quotes nothing from the token", async () => {
    const messages = {
      "The token is meant for another audience.": { aud: "urn:drawbridge:approvals" },
      "The token comes from another issuer.": { iss: "https://accounts.example.com" },
      "The token does not say who its user and its client are.": { client_id: 7 },
    };
    for (const [message, claims] of Object.entries(messages)) {
      assert.equal((await refusal(await issuer.mint(claims))).message, message);
    }
  });

  it(
    verifies(
      "edge.issuer-down",
      "The verifier distinguishes a bad token from an issuer that is away, or another one at its address",
    ),
    async () => {
      const token = await issuer.mint();
      await issuer.stop();
      assert.equal((await refusal(token)).code, "issuer-unavailable");
      await issuer.start();
      const elsewhere = tokenVerifier(issuer.url.replace("127.0.0.1", "localhost"), edgeAudience);
      await assert.rejects(elsewhere.verify(token), { code: "issuer-unavailable" });
      elsewhere.close();
      await verifier.verify(token);
    },
  );
});
