import assert from "node:assert/strict";
import { partClient } from "@drawbridge/contracts/registry-api/part-client";
import { policyOf } from "@drawbridge/hosted/access-policy";
import { manifestOf } from "../../../../reference-servers/framework/manifest.ts";
import { askPolicy } from "../../../../reference-servers/framework/policy/registry-reads.ts";
import { workshop } from "../../../support/servers/workshop.ts";
import { verifies } from "../../../support/verifies.ts";

const policy = policyOf(manifestOf(workshop(), "dev"));
const read = (status: number, body: string | null) => {
  const access = { url: "http://registry.example", credential: "credential" };
  const registry = partClient(access, 1_000, async () => new Response(body, { status }));
  return askPolicy(registry, { name: "workshop", instance: "one" }, "v1", new AbortController().signal);
};

describe("the registry's answer about a policy", () => {
  it(
    verifies(
      "framework.policy-follows",
      "The registry's answer is a policy, no change, or that it does not know the server",
    ),
    async () => {
      assert.deepEqual(await read(200, JSON.stringify(policy)), { kind: "policy", policy });
      assert.deepEqual(await read(304, null), { kind: "unchanged" });
      assert.deepEqual(await read(404, "{}"), { kind: "unknown-instance" });
    },
  );

  const failures = [
    ["an error", 500, "{}", "the registry answered 500"],
    ["a refusal", 401, "{}", "the registry answered 401"],
    ["no JSON", 200, "<html>", "the registry's answer is no access policy"],
    ["half a policy", 200, JSON.stringify({ server: "workshop" }), "the registry's answer is no access policy"],
    [
      "another server's",
      200,
      JSON.stringify({ ...policy, server: "vault" }),
      "the registry sent another server's policy",
    ],
  ] as const;
  for (const [what, status, body, why] of failures) {
    it(
      verifies("framework.policy-last-known", `The registry's answer counts as none where it is ${what}`),
      async () => {
        assert.deepEqual(await read(status, body), { kind: "failed", why });
      },
    );
  }
});
