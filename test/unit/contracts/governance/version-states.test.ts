import assert from "node:assert/strict";
import { isCurrent, stateAfter, VersionState, versionActs } from "@drawbridge/contracts/governance/version-states";
import { verifies } from "../../../support/verifies.ts";

describe("the life of a version of a server", () => {
  it(
    verifies("governance.states", "Each act has one result in the states that allow it, and none in the others"),
    () => {
      const table = VersionState.options.map((state) =>
        versionActs.map((act) => stateAfter(state, act) ?? "-").join(" "),
      );
      assert.deepEqual(table, [
        "in-review replaced - replaced - - -",
        "- replaced approved replaced - - -",
        "- - - replaced suspended - retired",
        "- - - replaced - approved retired",
        "- - - - - - -",
        "- - - - - - -",
      ]);
    },
  );

  it(verifies("governance.states", "A retired version stays current, so that its server stays closed"), () => {
    assert.deepEqual(VersionState.options.filter(isCurrent), ["approved", "suspended", "retired"]);
  });
});
