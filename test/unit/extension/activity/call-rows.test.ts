import assert from "node:assert/strict";
import { withCalls } from "../../../../extension/activity/activity.ts";
import { activityWords } from "../../../../extension/activity/activity-words.ts";
import { callRows } from "../../../../extension/activity/call-rows.ts";
import type { EndedCall } from "../../../../proxy/contracts/control.ts";
import { verifies } from "../../../support/verifies.ts";
import { serverNamed, snapshot } from "../servers.ts";

const call = (overrides: Partial<EndedCall> = {}): EndedCall => ({
  at: "2026-11-21T10:42:00.000Z",
  server: "presto",
  tool: "query",
  ms: 1_234,
  outcome: "ok",
  agent: "codex",
  ...overrides,
});
const clock = {
  language: "en",
  day: (at: string) => at.slice(0, 10),
  time: (at: string) => at.slice(11, 16),
  today: "2026-11-21",
};
const servers = [serverNamed("presto")];

describe("the rows of the activity view", () => {
  it(
    verifies(
      "vscode.activity",
      "A row shows a call's tool, server, agent, duration and time, and opens the server's page",
    ),
    () => {
      const [row] = callRows([call()], servers, clock);
      assert.equal(row?.label, "Query");
      assert.equal(row?.description, "Presto · 1.2 s · codex · 10:42");
      assert.equal(row?.opens, "presto");
      assert.match(row?.tooltip ?? "", /codex called query on presto/);
    },
  );

  it(verifies("vscode.activity", "A row shows the outcome of a call that was not answered"), () => {
    const said = (outcome: string) => callRows([call({ outcome })], servers, clock)[0]?.description.split(" · ")[0];
    assert.equal(said("cancelled"), "cancelled");
    assert.equal(said("not-allowed"), "not allowed");
    assert.equal(said("approval-pending"), "waits for approval");
    assert.equal(said("tool-error"), "answered with an error");
    assert.equal(said("of-a-later-version"), "failed");
  });

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
    assert.deepEqual([row?.label, row?.opens], ["old", null]);
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
  ) => activityWords(snapshot(servers, overrides), { calls, usage }, "en");

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
