import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

const added = [
  "a tool",
  "a server",
  "a policy",
  "an agent",
  "a migration",
  "a method of the control channel",
  "a route of the registry",
  "a setting",
  "a fault test",
  "a promise",
  "a dependency",
] as const;

describe("CONTRIBUTING.md", () => {
  it(verifies("workspace.contributing", "CONTRIBUTING.md has a section for each thing that people add"), () => {
    const text = readFileSync(`${repository}CONTRIBUTING.md`, "utf8");
    const sections = new Set([...text.matchAll(/^## How do I add (.+)\?$/gm)].map(([, what]) => what));
    assert.deepEqual(
      added.filter((what) => !sections.has(what)),
      [],
    );
  });
});
