import assert from "node:assert/strict";
import { denialSentence } from "@drawbridge/contracts/access";
import type { Environment, Principal } from "@drawbridge/contracts/identity";
import { decideServer } from "@drawbridge/hosted/coarse";
import { verifies } from "../../../support/verifies.ts";

const presto = {
  server: "presto",
  coarse: { groups: ["ads-eng", "infra"], surfaces: ["local" as const], environments: ["dev" as const] },
  ask: "Data Platform (#presto-help)",
};
const finn: Principal = { user: "finn", groups: ["finance"], surface: "local" };
const ada: Principal = { user: "ada", groups: ["all", "ads-eng"], surface: "local" };

const sentence = (principal: Principal, coarse: Partial<typeof presto.coarse> = {}, environment: Environment = "dev") =>
  denialSentence(decideServer({ ...presto, coarse: { ...presto.coarse, ...coarse } }, principal, environment));

describe("who reaches a server", () => {
  it(verifies("framework.one-denial", "A refusal by the coarse policy is one sentence with policy and contact"), () => {
    assert.equal(
      sentence(finn),
      "finn may not use presto: it is open to the groups ads-eng and infra, and finn is in finance (policy presto/groups). Ask Data Platform (#presto-help).",
    );
  });

  it(verifies("framework.coarse-policy", "The coarse policy admits a caller who has one group in common"), () => {
    assert.deepEqual(decideServer(presto, ada, "dev"), {
      allowed: true,
      policy: "presto/groups",
      reason: "ada may use presto: ada is in ads-eng (policy presto/groups).",
      ask: null,
    });
  });

  it(verifies("governance.suspended", "A closed server admits no person, and the refusal says why"), () => {
    assert.equal(
      denialSentence(decideServer({ ...presto, closed: "it is suspended: it leaks" }, ada, "dev")),
      "ada may not use presto: it is suspended: it leaks (policy presto/closed). Ask Data Platform (#presto-help).",
    );
  });

  const refusals = [
    ["is in none of its groups", { ...ada, groups: [] }, {}, "dev", "groups", "and ada is in none of them"],
    ["is not in its one group", { ...ada, groups: [] }, { groups: ["infra"] }, "dev", "groups", "and ada is not in it"],
    ["meets no group", ada, { groups: [] }, "dev", "groups", "it is open to no group"],
    ["is in a group of another case", { ...ada, groups: ["Ads-Eng"] }, {}, "dev", "groups", "ada is in Ads-Eng"],
    ["comes from another surface", { ...ada, surface: "chat-web" }, {}, "dev", "surfaces", "came from chat-web"],
    ["meets no surface", ada, { surfaces: [] }, "dev", "surfaces", "no kind of application"],
    ["calls another environment", ada, {}, "prod", "environments", "it is not open in prod"],
    ["meets no environment", ada, { environments: [] }, "dev", "environments", "it is not open in dev"],
  ] as const;
  for (const [who, principal, coarse, environment, list, message] of refusals) {
    it(verifies("framework.coarse-policy", `The coarse policy refuses a caller who ${who}`), () => {
      const policy = { ...presto.coarse, ...coarse };
      const decision = decideServer(
        {
          ...presto,
          coarse: {
            groups: [...policy.groups],
            surfaces: [...policy.surfaces],
            environments: [...policy.environments],
          },
        },
        { ...principal, groups: [...principal.groups] },
        environment,
      );
      assert.equal(decision.allowed, false);
      assert.equal(decision.policy, `presto/${list}`);
      assert.ok(decision.reason.includes(message), decision.reason);
    });
  }
});
