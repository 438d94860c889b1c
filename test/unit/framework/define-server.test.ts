import assert from "node:assert/strict";
import { ServerManifest } from "@drawbridge/contracts/registry";
import { defineServer } from "@drawbridge/framework";
import { manifestOf } from "../../../reference-servers/framework/manifest.ts";
import { listNumbers, workshop } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";

const definition = workshop();

describe("defining a server", () => {
  const wrong = [
    ["two tools of one name", { tools: [listNumbers, listNumbers] }, /"list_numbers": there are two/],
    ["a tool whose policy is not there", { policies: {} }, /"list_numbers": its policy "everybody" is not among/],
    [
      "a policy that is only an object's own function",
      { policies: {}, tools: [{ ...listNumbers, authorize: "toString" }] },
      /"toString"/,
    ],
    ["names that agents would cut", { tools: [{ ...listNumbers, name: "l".repeat(42) }] }, /under 50 characters/],
    ["instructions that agents would cut", { instructions: "x".repeat(2_001) }, /within 2000 characters/],
    ["a deprecation without a message", { deprecated: { message: "" } }, /deprecated\.message/],
    ["a deprecation whose day is no date", { deprecated: { since: "soon", message: "Ends." } }, /deprecated\.since/],
    [
      "a server that is its own replacement",
      { deprecated: { message: "Ends.", replacement: definition.name } },
      /its own replacement/,
    ],
    ["a name that the registry refuses", { name: "Work shop" }, /Server "Work shop"/],
  ] as const;
  for (const [what, change, message] of wrong) {
    it(verifies("framework.definition", `defineServer refuses ${what}`), () => {
      assert.throws(() => defineServer({ ...definition, ...change }), { name: "TypeError", message });
    });
  }

  it(verifies("framework.definition", "defineServer accepts a definition whose manifest the registry accepts"), () => {
    const manifest = ServerManifest.parse(manifestOf(definition, "prod"));
    assert.equal(manifest.environment, "prod");
    assert.equal("deprecated" in manifest, false);
    assert.deepEqual(manifest.tools[0], {
      name: "list_numbers",
      title: "A tool",
      description: "Does what its name says.",
      effect: "read",
      policy: "everybody",
      minutesSaved: 1,
      timeLimitSeconds: 45,
    });
  });

  it(verifies("registry.deprecated", "A server's definition carries its deprecation into the manifest"), () => {
    const deprecated = { since: "2026-11-30", message: "It ends in March.", replacement: "workshop-next" };
    const manifest = ServerManifest.parse(manifestOf(defineServer({ ...definition, deprecated }), "prod"));
    assert.deepEqual(manifest.deprecated, deprecated);
  });
});
