import assert from "node:assert/strict";
import {
  type DescribedTool,
  fingerprintOf,
  ListedTool,
  listDigestOf,
  listedFingerprintOf,
  toolsDigestOf,
} from "@drawbridge/contracts/tool-versions";
import { verifies } from "../../../support/verifies.ts";
import { approved, dropTable, listTables, query, withParameter } from "./tools.ts";

/** The entry of tools/list. */
const listed = (tool: DescribedTool): ListedTool => {
  const { effect: _, policy: __, minutesSaved: ___, timeLimitSeconds: ____, ...entry } = tool;
  return ListedTool.parse(entry);
};

describe("the fingerprint of a tool", () => {
  const { outputSchema: _, ...withoutOutput } = query;
  const different: readonly (readonly [string, DescribedTool])[] = [
    ["its name", { ...query, name: "queries" }],
    ["its description", { ...query, description: `${query.description} ` }],
    ["an invisible character", { ...query, description: `${query.description}\u200b` }],
    ["a bound of a parameter", withParameter("limit", { maximum: 1_001 })],
    ["a default", withParameter("limit", { default: 101 })],
    ["the text of a default", withParameter("limit", { default: "100" })],
    ["a value of an enum", withParameter("format", { enum: ["concise", "detailed", "raw"] })],
    ["the description of a parameter", withParameter("sql", { description: "One statement!" })],
    ["a required parameter", { ...query, inputSchema: { ...query.inputSchema, required: ["sql", "limit"] } }],
    ["parameters that are not named", { ...query, inputSchema: { ...query.inputSchema, additionalProperties: true } }],
    ["its output schema", { ...query, outputSchema: { type: "object" } }],
    ["no output schema", withoutOutput],
    ["its annotations", { ...query, annotations: { readOnlyHint: false } }],
    ["no annotations", { ...query, annotations: {} }],
    ["its effect", { ...query, effect: "destructive" }],
    ["its policy", { ...query, policy: "owners" }],
    ["its minutes saved", { ...query, minutesSaved: 6 }],
    ["a member that no protocol knows yet", { ...query, _meta: { ui: "ui://page" } }],
    // Two fields joined as text would be equal here.
    [
      "the border between name and description",
      { ...query, name: "queryRuns", description: " one statement that only reads." },
    ],
  ];
  for (const [what, tool] of different)
    it(verifies("governance.fingerprint", `It differs by ${what}`), () =>
      assert.notEqual(fingerprintOf(tool), fingerprintOf(query)),
    );

  const same: readonly (readonly [string, DescribedTool])[] = [
    ["its title", { ...query, title: "Ask the warehouse" }],
    ["a title in its annotations", { ...query, annotations: { title: "Ask", readOnlyHint: true } }],
    ["an icon", { ...query, icons: [{ src: "data:image/png;base64,AA==" }] }],
    ["its time limit", { ...query, timeLimitSeconds: 60 }],
    ["the order of keys", withReversedKeys(query)],
    ["a member without a value", { ...query, _meta: undefined }],
  ];
  for (const [what, tool] of same)
    it(verifies("governance.fingerprint", `It does not differ by ${what}`), () =>
      assert.equal(fingerprintOf(tool), fingerprintOf(query)),
    );

  it(
    verifies("governance.fingerprint", "An entry of tools/list has the listed fingerprint of its approved tool"),
    () => {
      for (const tool of approved) assert.equal(listedFingerprintOf(listed(tool)), listedFingerprintOf(tool));
      assert.notEqual(listedFingerprintOf(withParameter("limit", { default: 1 })), listedFingerprintOf(query));
    },
  );

  it(
    verifies(
      "governance.fingerprint",
      "The digest of a version freezes its titles too, and ignores the order of tools",
    ),
    () => {
      const digest = toolsDigestOf(approved);
      assert.equal(toolsDigestOf(approved.toReversed()), digest);
      assert.notEqual(toolsDigestOf([{ ...query, title: "Ask" }, dropTable, listTables]), digest);
      assert.notEqual(toolsDigestOf([query, dropTable]), digest);
    },
  );

  it(verifies("governance.fingerprint", "The digest of a list tells a tool that is listed twice"), () => {
    const list = approved.map(listed);
    assert.equal(listDigestOf(list.toReversed()), listDigestOf(list));
    assert.notEqual(listDigestOf([...list, listed(query)]), listDigestOf(list));
    assert.notEqual(listDigestOf(list.slice(1)), listDigestOf(list));
  });
});

function withReversedKeys<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toReversed())
      : part,
  );
}
