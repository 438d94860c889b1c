import assert from "node:assert/strict";
import { withCalls } from "../../../../extension/activity/activity.ts";
import { activityMessage } from "../../../../extension/activity/activity-message.ts";
import { callRows } from "../../../../extension/activity/call-rows.ts";
import type { EndedCall } from "../../../../proxy/contracts/control.ts";
import { verifies } from "../../../support/verifies.ts";
import { serverNamed, snapshot } from "../servers.ts";
import { call, clock } from "./calls.ts";

const servers = [serverNamed("presto")];

describe("the rows of the activity view", () => {
  it(verifies("vscode.activity", "A row shows a call's tool, server and agent first, and its time last"), () => {
    const [row] = callRows([call()], servers, clock);
    assert.equal(row?.label, "Query");
    assert.equal(row?.description, "Presto · codex · 1.2 s · 10:42");
    assert.equal(row?.spoken, "Query on Presto: answered after 1.2 s. By codex, 10:42.");
    assert.match(row?.tooltip ?? "", /codex called query on presto/);
  });

  const red = "testing.iconFailed";
  for (const [outcome, said, icon, color] of [
    ["approval-pending", "waits for approval", "clock", undefined],
    ["approval-rejected", "rejected", "circle-slash", undefined],
    ["approval-expired", "expired", "history", undefined],
    ["plan-changed", "plan changed, asked again", "discard", undefined],
    ["not-allowed", "not allowed", "lock", undefined],
    ["cancelled", "cancelled", "circle-slash", undefined],
    ["outcome-unknown", "outcome unknown", "question", "list.warningForeground"],
    ["may-have-run", "cut off, may have run", "question", "list.warningForeground"],
    ["invalid-input", "wrong arguments", "warning", "list.warningForeground"],
    ["tool-error", "answered with an error", "error", red],
    ["timed-out", "timed out", "error", red],
    ["of-a-later-version", "failed", "error", red],
  ] as const) {
    it(verifies("vscode.activity-outcome", `A call that ended as ${outcome} reads “${said}”`), () => {
      const [row] = callRows([call({ outcome })], servers, clock);
      assert.equal(row?.description.split(" · ")[0], said);
      assert.deepEqual([row?.icon?.[0], row?.icon?.[1]], [icon, color]);
    });
  }

  it("Calls of earlier days are grouped by day, and two equal calls have a row each", () => {
    const yesterday = call({ at: "2026-11-20T09:00:00.000Z" });
    const rows = callRows([call(), call(), yesterday], servers, clock);
    assert.deepEqual(
      rows.map(({ label, children }) => [label, children.length]),
      [
        ["Query", 0],
        ["Query", 0],
        ["2026-11-20", 1],
      ],
    );
    assert.equal(new Set(rows.map(({ id }) => id)).size, 3);
  });

  it("A row of an unknown server shows the names as the agent called them", () => {
    const [row] = callRows([call({ server: "gone", tool: "old" })], servers, clock);
    assert.deepEqual([row?.label, row?.description.split(" · ")[0]], ["old", "gone"]);
  });

  it("A call that was both read from the broker and heard as an event appears once", () => {
    const later = call({ at: "2026-11-21T10:43:00.000Z" });
    assert.deepEqual(withCalls([later, call()], [call()]), [later, call()]);
    assert.equal(
      withCalls(
        Array.from({ length: 300 }, (_, ms) => call({ ms })),
        [],
      ).length,
      200,
    );
  });
});

describe("the summary line of the activity view", () => {
  const month = (calls: number, minutesSaved: number) => ({ month: { calls, errors: 0, minutesSaved }, recent: [] });
  const words = (
    usage: ReturnType<typeof month> | null,
    calls: readonly EndedCall[] | null = [call()],
    overrides = {},
  ) => activityMessage(snapshot(servers, overrides), { calls, usage }, "en");

  it(
    verifies("vscode.time-saved", "The summary line states the saved time in one sentence, rounded as an estimate"),
    () => {
      assert.equal(words(month(1, 10)), "About 10 min of your time saved this month, in 1 call.");
      assert.equal(words(month(1_204, 12_040)), "About 201 h of your time saved this month, in 1,204 calls.");
      assert.equal(words(month(3, 0)), "3 calls this month.");
    },
  );

  it("The summary line says that the saving is unknown while the registry is away, and is empty without a sign-in", () => {
    assert.match(words(null, [call()], { current: false }), /not known while the registry cannot be reached/);
    assert.match(words(null, null), /Reading/);
    assert.equal(words(null, [], {}), "");
    assert.equal(words(month(3, 30), [call()], { phase: "signed-out" }), "");
  });
});
