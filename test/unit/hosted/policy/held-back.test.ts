import assert from "node:assert/strict";
import { denialSentence } from "@drawbridge/contracts/access";
import { versioned } from "@drawbridge/hosted/access-policy";
import { compileToolPolicies } from "@drawbridge/hosted/tool-policy";
import { verifies } from "../../../support/verifies.ts";

describe("a tool that is held back", () => {
  const policy = versioned({
    ...{ server: "presto", ask: "Data Platform" },
    coarse: { groups: ["ads-eng"], surfaces: ["local"], environments: ["dev"] },
    tools: { query: { policy: "p", effect: "read" }, spy: { policy: "p", effect: "read" } },
    policies: { p: "permit (principal, action, resource);" },
    heldBack: { spy: "it has changed since version 3 was approved" },
  });
  const decide = (tool: string) =>
    compileToolPolicies(policy).decide(tool, { user: "ada", groups: ["ads-eng"], surface: "local" }, "dev");

  it(
    verifies("governance.held-back", "A tool that is held back is refused in words, even if its policy permits it"),
    () => {
      assert.equal(
        denialSentence(decide("spy")),
        "ada may not call spy of presto: it has changed since version 3 was approved. It can be used once a review has approved it (policy presto/held-back). Ask Data Platform.",
      );
      assert.equal(decide("query").allowed, true);
    },
  );

  it("A tool with the name of a member of every object is not held back for that", () => {
    assert.match(decide("toString").reason, /no policy names that tool/);
  });
});
