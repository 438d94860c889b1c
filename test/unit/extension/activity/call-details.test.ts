import assert from "node:assert/strict";
import { callDetails, detailsText } from "../../../../extension/activity/call-details.ts";
import { filtered, isFiltered, namesOf, noFilter } from "../../../../extension/activity/call-filter.ts";

import type { EndedCall } from "../../../../proxy/contracts/control.ts";
import { verifies } from "../../../support/verifies.ts";
import { serverNamed } from "../servers.ts";
import { call, clock } from "./calls.ts";

describe("the details of a call", () => {
  it(verifies("vscode.activity-details", "They name agent, folder, outcome, duration, time and request"), () => {
    const details = callDetails(
      call({ outcome: "approval-pending", folder: "reports", request: "kq_1" }),
      [serverNamed("presto")],
      clock,
    );
    assert.equal(
      detailsText(details),
      [
        "Query on Presto",
        ...["Outcome: waits for approval", "Agent: codex", "Folder: reports", "Tool: query", "Server: presto"],
        ...["Ended: 2026-11-21 10:42", "Duration: 1.2 s", "Code: approval-pending", "Request for approval: kq_1"],
      ].join("\n"),
    );
    assert.deepEqual([details.server, details.request], ["presto", "kq_1"]);
  });

  it("A call of an unknown server in an unknown folder has details, too", () => {
    const details = callDetails(call({ server: "gone", tool: "old" }), [], clock);
    assert.equal(details.title, "old on gone");
    assert.deepEqual([details.server, details.request], [null, null]);
    assert.match(detailsText(details), /Folder: not known/);
  });
});

describe("the filter of the activity view", () => {
  const calls: readonly EndedCall[] = [
    call({ agent: "codex", server: "presto", at: "2026-11-21T10:43:00.000Z" }),
    call({ agent: "claude-code", server: "spark" }),
    call({ agent: "codex", server: "spark" }),
  ];
  const shown = (overrides: Partial<typeof noFilter>) => filtered(calls, { ...noFilter, ...overrides }).length;

  it(
    verifies("vscode.activity-filter", "The calls are filtered by agent and by server, and earlier ones are cleared"),
    () => {
      assert.equal(shown({}), 3);
      assert.equal(shown({ agents: new Set(["codex"]) }), 2);
      assert.equal(shown({ agents: new Set(["codex"]), servers: new Set(["spark"]) }), 1);
      assert.equal(shown({ clearedAt: "2026-11-21T10:42:00.000Z" }), 1);
      assert.deepEqual(namesOf(calls, "agent"), ["claude-code", "codex"]);
      assert.deepEqual([isFiltered(noFilter), isFiltered({ ...noFilter, servers: new Set(["spark"]) })], [false, true]);
    },
  );
});
