import assert from "node:assert/strict";
import { askOf, policyOf, versioned } from "@drawbridge/hosted/access-policy";
import { manifestOf } from "../../../../reference-servers/framework/manifest.ts";
import { workshop } from "../../../support/servers/workshop.ts";
import { verifies } from "../../../support/verifies.ts";

const manifest = manifestOf(workshop(), "dev");

describe("the policy of a manifest", () => {
  it(verifies("framework.policy-version", "A policy has the same version for the same content in any order"), () => {
    const policy = policyOf(manifest);
    const { version, ...content } = policy;
    const reordered = Object.fromEntries(Object.entries(content).reverse());
    assert.equal(versioned({ ...content, ...reordered }).version, version);
    const tools = Object.fromEntries(Object.entries(content.tools).reverse());
    assert.equal(versioned({ ...content, tools }).version, version);
    assert.match(version, /^[0-9a-f]{64}$/);
  });

  it(verifies("framework.policy-version", "A policy has another version for every change of content"), () => {
    const { version: _, ...content } = policyOf(manifest);
    const changed = [
      content,
      { ...content, server: "other" },
      { ...content, ask: "another team" },
      { ...content, coarse: { ...content.coarse, groups: [] } },
      { ...content, coarse: { ...content.coarse, groups: ["ads-eng,finance"] } },
      { ...content, policies: { ...content.policies, everybody: "forbid (principal, action, resource);" } },
      { ...content, tools: { ...content.tools, note: { policy: "everybody", effect: "read" as const } } },
    ];
    assert.equal(new Set(changed.map((each) => versioned(each).version)).size, changed.length);
  });

  it(verifies("framework.one-denial", "A policy names the owner and the first support channel as the contact"), () => {
    assert.equal(askOf(manifest), "Data Platform (#workshop-help)");
    assert.equal(askOf({ owner: "Data Platform", support: [] }), "Data Platform");
  });
});
