import assert from "node:assert/strict";
import { type Place, placeOfRequest } from "../../../../extension/approvals/place.ts";
import { verifies } from "../../../support/verifies.ts";
import { asker } from "./requests.ts";

describe("the window in which a request is shown", () => {
  const cases: readonly (readonly [string, string | null, string[], string[], Place])[] = [
    ["is the one with the folder that the agent works in", "/work/ads/sql", ["/work/ads"], ["/work/web"], "here"],
    [
      "is not the focused one where another has the agent's folder",
      "/work/ads",
      ["/work/web"],
      ["/work/ads"],
      "elsewhere",
    ],
    ["is the one with the deeper folder", "/work/ads/sql", ["/work/ads/sql"], ["/work"], "here"],
    [
      "is not the one with the parent folder where another has the subfolder",
      "/work/ads/sql",
      ["/work"],
      ["/work/ads"],
      "elsewhere",
    ],
    ["is the focused one where no window has the agent's folder", "/elsewhere", ["/work"], ["/web"], "either"],
    ["is the focused one where two windows have the agent's folder", "/work", ["/work"], ["/work"], "either"],
    ["is not one with a folder whose name only begins alike", "/work-two", ["/work"], [], "either"],
    ["is found by Windows paths, too", "C:\\work\\ads", ["C:\\work"], ["D:\\"], "here"],
    ["is the focused one where the agent's folder is unknown", null, ["/work"], ["/web"], "either"],
    ["is the focused one where no window has a folder", "/work", [], [], "either"],
  ];
  for (const [what, cwd, own, others, place] of cases) {
    it(verifies("vscode.approval-windows", `The window that shows a request ${what}`), () =>
      assert.equal(placeOfRequest([asker(cwd)], { own, others }), place),
    );
  }

  it(
    verifies(
      "vscode.approval-windows",
      "The window that shows a request is the focused one where no agent on this machine asked",
    ),
    () => assert.equal(placeOfRequest([], { own: ["/work"], others: [] }), "either"),
  );
});
