import assert from "node:assert/strict";
import { valued } from "../../../../../proxy/kernel/result.ts";
import { toolCallOf } from "../../../../../proxy/kernel/tool-call.ts";
import { silenceTimeoutOf } from "../../../../../proxy/mcp/upstream/deadline.ts";
import { verifies } from "../../../../support/verifies.ts";

describe("the longest silence of a server", () => {
  const limits: Readonly<Record<string, number>> = { quick: 45_000, endless: 3_600_000 };
  const entry = {
    name: "presto",
    target: () => valued({ url: new URL("http://127.0.0.1"), headers: {}, token: null }),
    reconsider: async () => {},
    described: () => null,
    reads: () => null,
    timeLimit: (tool: string) => limits[tool] ?? null,
  };
  const silence = (method: string, name: string) =>
    silenceTimeoutOf({ toolCall: toolCallOf(method, { params: { name } }) }, { entry, silenceTimeoutMs: 900_000 });

  it(
    verifies(
      "bridge.deadline",
      "A server may be silent for the tool's own time limit and a little more, if the catalogue has that limit",
    ),
    () => {
      assert.equal(silence("tools/call", "quick"), 55_000);
      assert.equal(silence("tools/call", "unknown"), 900_000);
      assert.equal(silence("tools/call", "endless"), 900_000);
      assert.equal(silence("resources/read", "quick"), 900_000);
    },
  );
});
