import assert from "node:assert/strict";
import type { AccessPolicy } from "@drawbridge/contracts/access";
import { denialSentence } from "@drawbridge/contracts/access";
import type { Principal } from "@drawbridge/contracts/identity";
import { versioned } from "@drawbridge/hosted/access-policy";
import { compileToolPolicies } from "@drawbridge/hosted/tool-policy";
import { verifies } from "../../../support/verifies.ts";

const ada: Principal = { user: "ada", groups: ["ads-eng"], surface: "local" };
const finn: Principal = { user: "finn", groups: ["finance"], surface: "local" };

const policyWith = (policies: Record<string, string>, tools: AccessPolicy["tools"] = {}): AccessPolicy =>
  versioned({
    server: "presto",
    coarse: { groups: [], surfaces: [], environments: [] },
    tools: { query: { policy: "p", effect: "read" }, ...tools },
    policies,
    ask: "Data Platform",
  });

const decide = (text: string, principal = ada, tool = "query") =>
  compileToolPolicies(policyWith({ p: text })).decide(tool, principal, "dev");

const adsEng = 'permit (principal in Group::"ads-eng", action, resource);';

describe("a tool's policy", () => {
  it(
    verifies(
      "framework.tool-policy",
      "A tool's policy decides who may call the tool, and the decision names the policy",
    ),
    () => {
      assert.deepEqual(decide(adsEng), {
        allowed: true,
        policy: "p",
        reason: "ada may call query of presto (policy p).",
        ask: null,
      });
      assert.equal(
        denialSentence(decide(adsEng, finn)),
        "finn may not call query of presto (policy p). Ask Data Platform.",
      );
    },
  );

  it(verifies("framework.tool-policy", "A refusal gives the reason that the policy's statements state"), () => {
    const text = `@reason("revenue is for ads-eng") ${adsEng} @reason("finn is on leave") forbid (principal == User::"finn", action, resource);`;
    assert.equal(decide(text, finn).reason, "finn may not call query of presto: finn is on leave (policy p).");
    const omar = { ...finn, user: "omar" };
    assert.equal(decide(text, omar).reason, "omar may not call query of presto: revenue is for ads-eng (policy p).");
  });

  it(
    verifies("framework.tool-policy", "A tool's policy sees action, server, tool, surface, environment and effect"),
    () => {
      const text = `permit (principal == User::"ada", action == Action::"call", resource == Tool::"presto/query")
      when { resource in Server::"presto" && context.surface == "local" && context.environment == "dev" && context.effect == "read" };`;
      assert.equal(decide(text).allowed, true);
      assert.equal(decide(text, { ...ada, surface: "chat-bot" }).allowed, false);
      const authorizer = compileToolPolicies(policyWith({ p: text }));
      assert.equal(authorizer.decide("query", ada, "dev").allowed, true);
      assert.equal(authorizer.decide("query", ada, "prod").allowed, false);
    },
  );

  it(verifies("framework.tool-policy", "Only the policy that a tool names is evaluated"), () => {
    const authorizer = compileToolPolicies(policyWith({ p: adsEng, other: "permit (principal, action, resource);" }));
    assert.equal(authorizer.decide("query", finn, "dev").allowed, false);
  });

  it(verifies("framework.tool-policy", "The cached decisions of two callers, and of two groups, are separate"), () => {
    const authorizer = compileToolPolicies(policyWith({ p: adsEng }));
    for (let round = 0; round < 2; round++) {
      assert.equal(authorizer.decide("query", ada, "dev").allowed, true);
      assert.equal(authorizer.decide("query", finn, "dev").allowed, false);
      assert.equal(authorizer.decide("query", { ...ada, groups: [] }, "dev").allowed, false);
      assert.equal(authorizer.decide("query", { ...finn, user: 'ada","local', groups: [] }, "dev").allowed, false);
    }
  });

  const broken = [
    ["is missing", {}],
    ["cannot be read", { p: "permit (principal" }],
    ["is empty", { p: "" }],
    ["fails while it is evaluated", { p: "permit (principal, action, resource) when { context.nothing == 1 };" }],
    [
      "has a forbid that fails, beside a permit that does not",
      {
        p: "permit (principal, action, resource); forbid (principal, action, resource) when { context.nothing == 1 };",
      },
    ],
    ["is a template that was not filled in", { p: "permit (principal == ?principal, action, resource);" }],
  ] as const;
  for (const [how, policies] of broken) {
    it(verifies("framework.policy-fails-closed", `A policy that ${how} denies`), () => {
      const decision = compileToolPolicies(policyWith(policies)).decide("query", ada, "dev");
      assert.equal(decision.allowed, false, decision.reason);
      assert.equal(decision.policy, "p");
      assert.equal(decision.ask, "Data Platform");
    });
  }

  for (const tool of ["drop", "constructor", "__proto__", "toString", ""]) {
    it(verifies("framework.policy-fails-closed", `The tool "${tool}", which no policy names, is denied`), () => {
      assert.equal(decide("permit (principal, action, resource);", ada, tool).allowed, false);
    });
  }

  it(
    verifies(
      "framework.policy-fails-closed",
      "A policy that is not defined is not found among an object's own functions",
    ),
    () => {
      const policy = policyWith({}, { query: { policy: "toString", effect: "read" } });
      assert.equal(compileToolPolicies(policy).decide("query", ada, "dev").allowed, false);
    },
  );
});
