import assert from "node:assert/strict";
import { describeFinding } from "../../../../proxy/commands/doctor/finding.ts";
import { judgeToken } from "../../../../proxy/commands/doctor/token.ts";
import { verifies } from "../../../support/verifies.ts";

/** Of a token that has, or lacks, the claim of the groups. `groups` are those that count. */
const reading = (hasClaim: boolean, groups: string[] = []) => ({
  ...{ issuer: "https://id.example", user: "7d0c", groups, surface: "local" as const },
  claims: [
    { setting: "claims.client", claim: "azp", found: true },
    { setting: "claims.user", claim: "oid", found: true },
    { setting: "claims.groups", claim: "realm_access.roles", found: hasClaim },
    { setting: "claims.displayName", claim: "name", found: false },
    { setting: "claims.later", claim: "x", found: true },
  ],
});

describe("doctor, of a token", () => {
  it(verifies("idp.doctor", "Doctor names the claims that were read of the token, and those that it lacks"), () => {
    assert.equal(
      describeFinding(judgeToken(reading(true, ["ads-eng"]))),
      "ok    claims: a token of https://id.example: application from azp, you from oid, groups from realm_access.roles, display name from name (missing), claims.later from x; policies see you in ads-eng",
    );
    const { state, next } = judgeToken(reading(false));
    assert.equal(state, "note");
    assert.match(next ?? "", /no claim realm_access\.roles, so you are in no group/);
  });

  it(verifies("idp.doctor", "Doctor says that groups were looked up, and not that they are missing"), () => {
    const lookedUp = (groups: string[]) => {
      const { claims, ...rest } = reading(false, groups);
      const marked = claims.map((each) => (each.setting === "claims.groups" ? { ...each, lookedUp: true } : each));
      return judgeToken({ ...rest, claims: marked });
    };
    const { state, found } = lookedUp(["ads-eng"]);
    assert.equal(state, "ok");
    assert.match(found, /groups from realm_access\.roles \(looked up\), display name.*policies see you in ads-eng$/);
    assert.match(lookedUp([]).next ?? "", /No group of the look-up counts: it found none/);
  });

  it(verifies("idp.doctor", "Doctor notes that the token has groups and that none of them counts"), () => {
    const { state, next } = judgeToken(reading(true));
    assert.equal(state, "note");
    assert.match(next ?? "", /names none, or the setting groupNames leaves them out, so you are in no group/);
  });

  it(verifies("idp.doctor", "Doctor lists ten groups, and counts the others"), () => {
    const { state, found } = judgeToken(
      reading(
        true,
        Array.from({ length: 2000 }, (_, index) => `g${index}`),
      ),
    );
    assert.equal(state, "ok");
    assert.match(found, /policies see you in g0, .*, g9 and 1990 more$/);
  });

  it(verifies("idp.doctor", "Doctor repeats why the registry refuses the token"), () => {
    const { state, found } = judgeToken(new Error("It has none of the claims azp."));
    assert.deepEqual([state, found], ["problem", "It has none of the claims azp."]);
  });
});
