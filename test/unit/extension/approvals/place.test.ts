import assert from "node:assert/strict";
import { belongsHere } from "../../../../extension/approvals/place.ts";
import { verifies } from "../../../support/verifies.ts";
import { asker } from "./requests.ts";

describe("the window in which a request is shown", () => {
  const cases: readonly (readonly [string, string | null, string[], string[], boolean, boolean])[] = [
    ["is the one whose folder the agent works in", "/work/ads/sql", ["/work/ads"], ["/work/web"], false, true],
    ["is not one in use, where another has that folder", "/work/ads", ["/work/web"], ["/work/ads"], true, false],
    ["is the one with the deeper folder", "/work/ads/sql", ["/work/ads/sql"], ["/work"], false, true],
    [
      "is not one on all of it, where another has the subfolder",
      "/work/ads/sql",
      ["/work"],
      ["/work/ads"],
      true,
      false,
    ],
    ["is the one in use, where no window has the folder", "/elsewhere", ["/work"], ["/web"], true, true],
    ["is none that is not in use, where no window has it", "/elsewhere", ["/work"], ["/web"], false, false],
    ["is the one in use, where two have the folder", "/work", ["/work"], ["/work"], true, true],
    ["is not told by names that only begin alike", "/work-two", ["/work"], [], false, false],
    ["is told by Windows' paths, too", "C:\\work\\ads", ["C:\\work"], ["D:\\"], false, true],
    ["is the one in use, where nobody knows the agent's folder", null, ["/work"], ["/web"], true, true],
    ["is the one in use for a window without a folder", "/work", [], [], true, true],
  ];
  for (const [what, cwd, own, others, focused, here] of cases) {
    it(verifies("vscode.approval-windows", what), () =>
      assert.equal(belongsHere([asker(cwd)], { own, others, focused }), here),
    );
  }

  it(verifies("vscode.approval-windows", "is the one in use, where it came from elsewhere"), () =>
    assert.equal(belongsHere([], { own: ["/work"], others: [], focused: true }), true),
  );
});
