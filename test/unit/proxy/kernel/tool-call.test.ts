import assert from "node:assert/strict";
import { toolCallOf } from "../../../../proxy/kernel/tool-call.ts";

describe("requests of an agent", () => {
  const cases: readonly (readonly [string, string, object, object | null])[] = [
    [
      "a tool call",
      "tools/call",
      { params: { name: "look", arguments: { at: 1 } } },
      { tool: "look", args: { at: 1 } },
    ],
    ["a tool call without arguments", "tools/call", { params: { name: "look" } }, { tool: "look", args: {} }],
    ["a tool call without a name", "tools/call", { params: {} }, { tool: "", args: {} }],
    ["a tool call whose name is no text", "tools/call", { params: { name: 5, arguments: [] } }, { tool: "", args: {} }],
    ["a tool call without parameters", "tools/call", {}, { tool: "", args: {} }],
    ["another request with a name", "prompts/get", { params: { name: "look" } }, null],
  ];
  for (const [what, method, message, expected] of cases) {
    it(`A request that is ${what} is read as ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(toolCallOf(method, { ...message }), expected);
    });
  }
});
