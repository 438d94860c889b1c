import assert from "node:assert/strict";
import { FullConditions } from "@drawbridge/contracts/governance/full-conditions";
import { deniedBy } from "../../../../../reference-servers/registry/governance/terms/admits.ts";
import {
  limitsOf,
  meet,
  meetOf,
  needOf,
  termsOf,
  unbounded,
} from "../../../../../reference-servers/registry/governance/terms/terms.ts";
import { seed } from "../../../../support/machine/seeded.ts";
import { verifies } from "../../../../support/verifies.ts";
import { randomTerms, tools } from "./random-terms.ts";

const rounds = 2_000;

describe(`the meet of a wish and conditions (seed ${seed})`, function () {
  this.timeout(30_000);

  it(
    verifies(
      "governance.meet-laws",
      "The meet is idempotent, commutative and associative, and the unbounded terms are neutral",
    ),
    () => {
      const random = randomTerms("laws");
      for (let round = 0; round < rounds; round += 1) {
        const [a, b, c] = [random.terms(), random.terms(), random.terms()];
        assert.deepEqual(meet(a, a), a);
        assert.deepEqual(meet(a, b), meet(b, a));
        assert.deepEqual(meet(meet(a, b), c), meet(a, meet(b, c)));
        assert.deepEqual(meet(a, unbounded), a);
        assert.deepEqual(meetOf([a, b, c]), meetOf([c, a, b, a]));
      }
    },
  );

  it(verifies("governance.meet-laws", "Where any input denies a call, the meet denies it"), () => {
    const random = randomTerms("denials");
    let admitted = 0;
    for (let round = 0; round < rounds; round += 1) {
      const all = [random.terms(), random.terms(), random.terms()];
      const call = random.call();
      const denied = deniedBy(meetOf(all), call);
      if (denied === null) {
        admitted += 1;
        assert.deepEqual(
          all.map((terms) => deniedBy(terms, call)),
          [null, null, null],
        );
      } else if (denied !== "groups") {
        // One list of groups takes the place of several: a user in one group of each may be in none of the common ones.
        assert.ok(all.some((terms) => deniedBy(terms, call) !== null));
      }
    }
    assert.ok(admitted > 5, `${admitted} calls were admitted`);
  });

  it(
    verifies(
      "governance.meet-laws",
      "The meet asks at least for each input's approval, and bounds at most by each input's limit",
    ),
    () => {
      const random = randomTerms("needs");
      const order = ["none", "caller", "second-person"];
      for (let round = 0; round < rounds; round += 1) {
        const all = [random.terms(), random.terms()];
        const both = meetOf(all);
        for (const tool of tools)
          for (const terms of all) {
            assert.ok(order.indexOf(needOf(both, tool, "write")) >= order.indexOf(needOf(terms, tool, "write")));
            for (const bound of ["rows", "bytes"] as const)
              assert.ok(
                (limitsOf(both, tool, "write")[bound] ?? Infinity) <=
                  (limitsOf(terms, tool, "write")[bound] ?? Infinity),
              );
          }
      }
    },
  );

  it(verifies("governance.meet-laws", "An empty list admits none, and a list that is left out sets no bound"), () => {
    const call = {
      groups: ["ads"],
      surface: "local",
      environment: "dev",
      workload: null,
      tool: "query",
      day: "2026-12-01",
    } as const;
    assert.equal(deniedBy(termsOf({}), call), null);
    assert.equal(deniedBy(termsOf({ groups: [] }), call), "groups");
    assert.equal(deniedBy(termsOf({ surfaces: [] }), call), "surfaces");
    assert.equal(deniedBy(termsOf({ environments: ["prod"] }), call), "environments");
    assert.equal(deniedBy(termsOf({ workloads: ["spiffe://corp/presto"] }), call), "workloads");
    assert.equal(deniedBy(termsOf({ withoutTools: ["query"] }), call), "tools");
    assert.equal(deniedBy(termsOf({}, "2026-11-30"), call), "expires");
    assert.equal(deniedBy(termsOf({}, "2026-12-01"), call), null);
  });

  const refused: readonly (readonly [string, unknown])[] = [
    ["a field that is no condition", { group: ["ads"] }],
    ["a surface that does not exist", { surfaces: ["fax"] }],
    ["an approval of no one", { approvals: [{ of: { every: true }, need: "none" }] }],
    ["a selector of two kinds", { approvals: [{ of: { tool: "a", effect: "read" }, need: "caller" }] }],
    ["a negative limit", { limits: [{ of: { every: true }, at: { rows: -1 } }] }],
    ["an end, which is the review's", { expires: "2027-02-28" }],
    ["text that no store takes", { workloads: ["a\u0000"] }],
  ];
  for (const [what, conditions] of refused)
    it(verifies("governance.typed-conditions", `FullConditions with ${what} are refused`), () =>
      assert.equal(FullConditions.safeParse(conditions).success, false),
    );

  it(verifies("governance.typed-conditions", "Every kind of condition can be said"), () => {
    const random = randomTerms("schema");
    for (let round = 0; round < 200; round += 1) {
      const conditions = random.conditions();
      assert.deepEqual(FullConditions.parse(conditions), conditions);
    }
  });
});
