import assert from "node:assert/strict";
import type { Approval } from "@drawbridge/contracts/approvals";
import type { ApprovalState } from "@drawbridge/contracts/approvals/states";
import { outcomeNews } from "../../../../../extension/approvals/notify/outcome-news.ts";
import { verifies } from "../../../../support/verifies.ts";
import { local, request, storeOf, view } from "../requests.ts";

const news = (state: ApprovalState, run?: Approval["run"]) =>
  outcomeNews(storeOf([local(request(view("a"), state, run === undefined ? {} : { run }))]), new Set(["a"]));

describe("the news of a call that was approved here", () => {
  for (const [state, run, kind, text] of [
    [
      "succeeded",
      { rows: 3, durationMs: 1_200 },
      "information",
      /^Done: INSERT INTO ads\.spend.*\. The call has run: 3 rows, 1\.2 s\.$/,
    ],
    ["succeeded", undefined, "information", /^Done: .*Presto \(prod\)\. The call has run\.$/],
    [
      "failed",
      { failure: "The disk is full.\u2800[x](command:y)" },
      "warning",
      /^Failed: .* The disk is full\.\\u\{2800\}\(x\)/,
    ],
    ["outcome-unknown", undefined, "warning", /^Outcome unknown: .*no record says how it ended\.$/],
    ["expired", undefined, "warning", /^Expired: .*did not come back in time/],
    ["void", undefined, "warning", /^Withdrawn: .*withdrawn before it ran/],
  ] as const) {
    it(
      verifies(
        "vscode.approval-outcome",
        `The person learns that a call is ${state}${run === undefined ? "" : ", with what is known about its run"}`,
      ),
      () => {
        const [said, ...more] = news(state, run);
        assert.deepEqual([said?.kind, more.length], [kind, 0]);
        assert.match(said?.text ?? "", text);
      },
    );
  }

  it(
    verifies(
      "vscode.approval-outcome",
      "There is no news while a call may still run, and none of calls that others approved",
    ),
    () => {
      for (const state of ["pending", "approved", "consumed"] as const) assert.deepEqual(news(state), []);
      assert.deepEqual(outcomeNews(storeOf([local(request(view("a"), "succeeded"))]), new Set()), []);
      assert.deepEqual(outcomeNews(storeOf([]), new Set(["a"])), []);
    },
  );
});
