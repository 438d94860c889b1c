import assert from "node:assert/strict";
import { confirmationOf } from "../../../../reference-servers/hosted/token/confirmation.ts";
import { verifies } from "../../../support/verifies.ts";

const thumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

describe("what binds a token", () => {
  it("A token without cnf is not bound", () => {
    assert.deepEqual(confirmationOf({ sub: "ada" }), { kind: "none" });
  });

  it("A token is bound to a key where cnf has the key's thumbprint and no other method", () => {
    for (const more of [{}, { "kc-jkt-type": "DPoP" }, { "x-trace": { id: 7 } }])
      assert.deepEqual(confirmationOf({ cnf: { jkt: thumbprint, ...more } }), { kind: "key", thumbprint });
  });

  for (const cnf of [
    undefined,
    null,
    {},
    [],
    "",
    thumbprint,
    false,
    { jkt: 7 },
    { jkt: "" },
    { jkt: `${thumbprint}=` },
    { jkt: [thumbprint] },
    { "x5t#S256": thumbprint },
    { jkt: thumbprint, "x5t#S256": thumbprint },
    { jkt: thumbprint, kid: null },
    { jkt: thumbprint, jwk: { kty: "EC" } },
    { "kc-jkt-type": "DPoP" },
    { jwk: { kty: "EC" } },
    { kid: "one" },
    { JKT: thumbprint },
  ]) {
    it(verifies("edge.bound-token", `A cnf is never ignored: ${JSON.stringify(cnf) ?? "undefined"}`), () => {
      assert.deepEqual(confirmationOf({ cnf }), { kind: "unknown" });
    });
  }
});
