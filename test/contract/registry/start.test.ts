import assert from "node:assert/strict";
import { freshDatabase } from "../../support/engines/postgres.ts";
import { startOf, testRootSecret } from "../../support/registry/registry-start.ts";
import { verifies } from "../../support/verifies.ts";

const sealSecret = { DRAWBRIDGE_SEAL_SECRET: "s".repeat(43) };
const passkeysAreOff = /Passkeys are off: .* Set DRAWBRIDGE_PASSKEYS=on; see docs\/approvals\.md/;

describe("a registry that starts", function () {
  this.timeout(60_000);

  for (const [what, secret] of [
    ["without a seal secret", {}],
    ["with the root secret as its seal secret", { DRAWBRIDGE_SEAL_SECRET: testRootSecret }],
  ] as const) {
    it(
      verifies("approvals.seal-secret", `A registry ${what} does not serve in prod, and says what to do`),
      async () => {
        const { code, said } = await startOf({ DRAWBRIDGE_ENVIRONMENT: "prod", ...secret });
        assert.notEqual(code, 0);
        assert.match(said, /DRAWBRIDGE_SEAL_SECRET: not set to a secret of its own, which prod needs/);
        assert.match(said, /Set a new one at the registry alone .*Example: DRAWBRIDGE_SEAL_SECRET=\$\(openssl rand/);
        assert.ok(!said.includes(testRootSecret));
      },
    );
  }

  it(
    verifies("approvals.seal-secret", "A registry outside of prod seals with the root secret by default"),
    async () => {
      const { code } = await startOf({ DRAWBRIDGE_ENVIRONMENT: "staging", DATABASE_URL: await freshDatabase() });
      assert.equal(code, 0);
    },
  );

  it(verifies("inbox.passkeys", "A registry warns that passkeys are off in prod, and only there"), async () => {
    const DATABASE_URL = await freshDatabase();
    const startOutput = async (wish: Record<string, string>) => {
      const { code, said } = await startOf({ DATABASE_URL, ...sealSecret, ...wish });
      assert.equal(code, 0, said);
      return said;
    };
    assert.match(await startOutput({ DRAWBRIDGE_ENVIRONMENT: "prod" }), passkeysAreOff);
    for (const wish of [
      { DRAWBRIDGE_ENVIRONMENT: "prod", DRAWBRIDGE_PASSKEYS: "on" },
      { DRAWBRIDGE_ENVIRONMENT: "dev" },
    ])
      assert.doesNotMatch(await startOutput(wish), passkeysAreOff);
  });
});
