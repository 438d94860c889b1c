import assert from "node:assert/strict";
import type { Approval, ApprovalState } from "@drawbridge/contracts/approvals";
import { outcomeNews } from "../../../../extension/approvals/outcome-news.ts";
import { verifies } from "../../../support/verifies.ts";
import { boardOf, local, request, view } from "./requests.ts";

const news = (state: ApprovalState, run?: Approval["run"]) =>
  outcomeNews(boardOf([local(request(view("a"), state, run === undefined ? {} : { run }))]), new Set(["a"]));

describe("what became of a call that was approved here", () => {
  for (const [state, run, kind, text] of [
    ["succeeded", { rows: 3, durationMs: 1_200 }, "information", /^Done: INSERT INTO ads\.spend.*\. 3 rows, 1\.2 s$/],
    ["succeeded", undefined, "information", /^Done: .*Presto \(prod\)\.$/],
    [
      "failed",
      { failure: "The disk is full.\u2800[x](command:y)" },
      "warning",
      /^Failed: .* The disk is full\.\\u\{2800\}\(x\)/,
    ],
    ["outcome-unknown", undefined, "warning", /^Nobody knows whether this ran: /],
    ["expired", undefined, "warning", /^Not run: .*did not come back in time/],
    ["void", undefined, "warning", /^Not run: .*withdrawn/],
  ] as const) {
    it(
      verifies(
        "vscode.approval-outcome",
        `is told once it is ${state}${run === undefined ? "" : ", with what is known"}`,
      ),
      () => {
        const [said, ...more] = news(state, run);
        assert.deepEqual([said?.kind, more.length], [kind, 0]);
        assert.match(said?.text ?? "", text);
      },
    );
  }

  it(
    verifies("vscode.approval-outcome", "is not told while the call may still run, nor of what others approved"),
    () => {
      for (const state of ["pending", "approved", "consumed"] as const) assert.deepEqual(news(state), []);
      assert.deepEqual(outcomeNews(boardOf([local(request(view("a"), "succeeded"))]), new Set()), []);
      assert.deepEqual(outcomeNews(boardOf([]), new Set(["a"])), []);
    },
  );
});
