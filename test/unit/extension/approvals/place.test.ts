import assert from "node:assert/strict";
import { type Place, placeOfRequest } from "../../../../extension/approvals/place.ts";
import { verifies } from "../../../support/verifies.ts";
import { asker } from "./requests.ts";

describe("the window in which a request is shown", () => {
  const cases: readonly (readonly [string, string | null, string[], string[], Place])[] = [
    ["is the one whose folder the agent works in", "/work/ads/sql", ["/work/ads"], ["/work/web"], "here"],
    ["is not another, even in use, where one has that folder", "/work/ads", ["/work/web"], ["/work/ads"], "elsewhere"],
    ["is the one with the deeper folder", "/work/ads/sql", ["/work/ads/sql"], ["/work"], "here"],
    [
      "is not one on all of it, where another has the subfolder",
      "/work/ads/sql",
      ["/work"],
      ["/work/ads"],
      "elsewhere",
    ],
    ["is the one in use, where no window has the folder", "/elsewhere", ["/work"], ["/web"], "either"],
    ["is the one in use, where two have the folder", "/work", ["/work"], ["/work"], "either"],
    ["is not told by names that only begin alike", "/work-two", ["/work"], [], "either"],
    ["is told by Windows' paths, too", "C:\\work\\ads", ["C:\\work"], ["D:\\"], "here"],
    ["is the one in use, where nobody knows the agent's folder", null, ["/work"], ["/web"], "either"],
    ["is the one in use, where no window has a folder", "/work", [], [], "either"],
  ];
  for (const [what, cwd, own, others, place] of cases) {
    it(verifies("vscode.approval-windows", what), () =>
      assert.equal(placeOfRequest([asker(cwd)], { own, others }), place),
    );
  }

  it(verifies("vscode.approval-windows", "is the one in use, where it came from elsewhere"), () =>
    assert.equal(placeOfRequest([], { own: ["/work"], others: [] }), "either"),
  );
});
