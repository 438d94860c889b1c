import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { formatCountdown } from "@drawbridge/contracts/approvals/countdown";
import { settleMs } from "@drawbridge/contracts/approvals/settle-delay";
import { liveScript } from "../../../../reference-servers/registry/inbox/live-script.ts";
import { verifies } from "../../../support/verifies.ts";

/** What the script declares before its first use of the page. */
const declared = liveScript.slice(0, liveScript.indexOf("\n// What the inbox's pages do"));

describe("the script of the inbox's pages", () => {
  it(verifies("inbox.live", "The inbox's script counts down as the terminal and the editor do"), () => {
    const times = [-5, 1, 59_600, 245_000, 3_600_000, 3_845_000];
    const counted: unknown = runInNewContext(`${declared}; [${times}].map(formatCountdown).join()`);
    assert.equal(counted, "0:00,0:01,1:00,4:05,1:00:00,1:04:05");
    assert.equal(counted, times.map(formatCountdown).join());
    const seconds: unknown = runInNewContext(`${declared}; settleMs / 1000`);
    assert.equal(seconds, settleMs / 1_000);
  });

  it(
    verifies("inbox.live", "The inbox's script writes the time left, marks the last minute, and says when it is over"),
    () => {
      const shown = (leftMs: number): unknown =>
        runInNewContext(
          `${declared};
        const element = { dataset: { until: new Date(now + ${leftMs}).toISOString(), left: "{0} left", over: "expired" },
          classList: { toggle: (name, on) => { marks = on ? name : ""; } }, textContent: null };
        let marks = "";
        showTimeLeft(element, now);
        element.textContent + "|" + marks`,
          { now: Date.parse("2026-11-21T12:00:00Z") },
        );
      assert.deepEqual([61_000, 59_000, 0].map(shown), ["1:01 left|", "0:59 left|soon", "expired|soon"]);
    },
  );
});
