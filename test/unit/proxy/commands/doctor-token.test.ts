import assert from "node:assert/strict";
import { describeFinding } from "../../../../proxy/commands/doctor/finding.ts";
import { judgeToken } from "../../../../proxy/commands/doctor/token.ts";
import { verifies } from "../../../support/verifies.ts";

const reading = (groups: boolean) => ({
  ...{ issuer: "https://id.example", user: "7d0c", groups: [], surface: "local" as const },
  claims: [
    { setting: "claims.client", claim: "azp", found: true },
    { setting: "claims.user", claim: "oid", found: true },
    { setting: "claims.groups", claim: "realm_access.roles", found: groups },
    { setting: "claims.displayName", claim: "name", found: false },
    { setting: "claims.later", claim: "x", found: true },
  ],
});

describe("doctor, of a token", () => {
  it(verifies("idp.doctor", "Doctor names the claims that were read of the token, and those that it lacks"), () => {
    assert.equal(
      describeFinding(judgeToken(reading(true))),
      "ok    claims: a token of https://id.example: application from azp, you from oid, groups from realm_access.roles, display name from name (missing), claims.later from x",
    );
    const { state, next } = judgeToken(reading(false));
    assert.equal(state, "note");
    assert.match(next ?? "", /no claim realm_access\.roles, so you are in no group/);
  });

  it(verifies("idp.doctor", "Doctor says that groups were looked up, and not that they are missing"), () => {
    const { claims, ...rest } = reading(false);
    const lookedUp = claims.map((each) => (each.setting === "claims.groups" ? { ...each, lookedUp: true } : each));
    const { state, found } = judgeToken({ ...rest, claims: lookedUp });
    assert.equal(state, "ok");
    assert.match(found, /groups from realm_access\.roles \(looked up\), display name/);
  });

  it(verifies("idp.doctor", "Doctor repeats why the registry refuses the token"), () => {
    const { state, found } = judgeToken(new Error("It has none of the claims azp."));
    assert.deepEqual([state, found], ["problem", "It has none of the claims azp."]);
  });
});
