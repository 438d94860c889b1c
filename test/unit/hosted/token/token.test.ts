import assert from "node:assert/strict";
import { TokenError, type TokenVerifier, tokenVerifier } from "@drawbridge/hosted/token";
import { startIssuer, type TestIssuer } from "../../../support/identity/issuer.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a token verifier", () => {
  let issuer: TestIssuer;
  let verifier: TokenVerifier;
  let now = 0;
  beforeEach(async () => {
    now = Date.now();
    issuer = await startIssuer();
    verifier = tokenVerifier([{ issuer: issuer.url }], { of: "broker", now: () => now });
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
    const iat = Math.floor(now / 1000) - 5;
    const token = await issuer.mint({ groups: ["ads-eng", "", "infra"], sid: "one", iat });
    assert.deepEqual(await verifier.verify(token), {
      ...{ user: "ada", claim: "sub", certain: true, groups: ["ads-eng", "infra"], clientId: "drawbridge-broker" },
      ...{ name: null, client: "broker", surface: "local" },
      signIn: { issuer: issuer.url, subject: "ada", session: "one", issuedAt: iat },
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

  it(verifies("signout.token-age", "The verifier accepts no token that is older than a day"), async () => {
    const second = Math.floor(now / 1000);
    const claims = { iat: second, exp: second + 30 * 86_400 };
    const token = await issuer.mint(claims);
    now = (second + 86_400) * 1000 - 1;
    await verifier.verify(token);
    now += 1;
    assert.equal((await refusal(token)).message, "The token has expired.");
  });

  it("The verifier tolerates an issuer whose clock is a little ahead, and nothing more", async () => {
    const second = Math.floor(now / 1000);
    for (const claim of ["nbf", "iat"]) {
      await verifier.verify(await issuer.mint({ [claim]: second + 58 }));
      const { message } = await refusal(await issuer.mint({ [claim]: second + 70 }));
      assert.match(message, new RegExp(`the clock here is more than 60 seconds behind .* \\(claim ${claim}\\)`));
    }
  });

  it("The verifier says which claim is wrong, and quotes nothing from the token", async () => {
    const wrong = {
      aud: "urn:drawbridge:approvals",
      iss: "https://accounts.example.com",
      client_id: 7,
      groups: 7,
      sub: "",
    };
    for (const [claim, value] of Object.entries(wrong)) {
      const { message } = await refusal(await issuer.mint({ [claim]: value }));
      assert.match(message, new RegExp(`claim ${claim}\\b`));
      assert.ok(value === "" || !message.includes(String(value)), message);
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
      const elsewhere = tokenVerifier(
        [{ issuer: issuer.url.replace("127.0.0.1", "localhost"), tokenIssuers: [issuer.url] }],
        {
          of: "broker",
        },
      );
      await assert.rejects(elsewhere.verify(token), { code: "issuer-unavailable" });
      elsewhere.close();
      await verifier.verify(token);
    },
  );
});
