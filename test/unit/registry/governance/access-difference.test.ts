import assert from "node:assert/strict";
import type { AccessPolicy } from "@drawbridge/contracts/access";
import { policyOf } from "@drawbridge/hosted/access-policy";
import { accessDifference } from "../../../../reference-servers/registry/governance/access-difference.ts";
import { manifestOf } from "../../../support/servers/manifest.ts";
import { verifies } from "../../../support/verifies.ts";

const policy = policyOf(manifestOf("presto"));
const narrower: AccessPolicy = { ...policy, coarse: { ...policy.coarse, groups: ["ads-eng"] } };

describe("who gains and who loses by a policy", () => {
  it(verifies("governance.difference", "A first policy gives each group its tools, by the tools' own policies"), () => {
    assert.deepEqual(accessDifference(null, policy, [], "dev"), [
      { group: "ads-eng", surface: "local", gains: ["look", "figures"], loses: [] },
      { group: "infra", surface: "local", gains: ["look"], loses: [] },
    ]);
    assert.deepEqual(accessDifference(null, policy, [], "prod"), []);
  });

  it(
    verifies("governance.difference", "A group that is left out loses its tools, and equal policies differ in nothing"),
    () => {
      assert.deepEqual(accessDifference(policy, narrower, [], "dev"), [
        { group: "infra", surface: "local", gains: [], loses: ["look"] },
      ]);
      assert.deepEqual(accessDifference(policy, policy, ["other"], "dev"), []);
    },
  );
});
