import assert from "node:assert/strict";
import { lastCalls } from "../../../../proxy/broker/control-records.ts";
import { accountOf, type LogLine } from "../../../../proxy/broker/log-line.ts";
import { verifies } from "../../../support/verifies.ts";

const line = (tool: string, account?: string): LogLine => ({
  ...{ at: "2026-11-21T10:00:00.000Z", server: "presto", what: tool, ms: 1, outcome: "ok", agent: "codex" },
  ...(account !== undefined && { account }),
});

describe("the calls that ended last", () => {
  it(
    verifies(
      "broker.calls-own",
      "They are the signed-in user's at this registry, and no call of another user, registry or version",
    ),
    () => {
      const [here, there] = [accountOf("https://one.example", "ada"), accountOf("https://two.example", "ada")];
      const lines = [
        line("own", here),
        line("other-registry", there),
        line("other-user", accountOf("https://one.example", "omar")),
        line("old"),
      ];
      assert.deepEqual(
        lastCalls(lines, here).calls.map(({ tool }) => tool),
        ["own"],
      );
      assert.deepEqual(lastCalls(lines, null).calls, []);
      assert.doesNotMatch(here, /ada|example/);
    },
  );
});
