import assert from "node:assert/strict";
import { type Place, placeOfRequest } from "../../../../../extension/approvals/notify/request-window.ts";
import { verifies } from "../../../../support/verifies.ts";
import { asker } from "../requests.ts";

describe("the window in which a request is shown", () => {
  const cases: readonly (readonly [string, string | null, string[], string[], Place])[] = [
    [
      "is the one with the folder that the agent works in",
      "/projects/ads/sql",
      ["/projects/ads"],
      ["/projects/web"],
      "here",
    ],
    [
      "is not the focused one where another has the agent's folder",
      "/projects/ads",
      ["/projects/web"],
      ["/projects/ads"],
      "elsewhere",
    ],
    ["is the one with the deeper folder", "/projects/ads/sql", ["/projects/ads/sql"], ["/projects"], "here"],
    [
      "is not the one with the parent folder where another has the subfolder",
      "/projects/ads/sql",
      ["/projects"],
      ["/projects/ads"],
      "elsewhere",
    ],
    ["is the focused one where no window has the agent's folder", "/elsewhere", ["/projects"], ["/web"], "either"],
    [
      "is the focused one where two windows have the agent's folder",
      "/projects",
      ["/projects"],
      ["/projects"],
      "either",
    ],
    ["is not one with a folder whose name only begins alike", "/work-two", ["/projects"], [], "either"],
    ["is found by Windows paths, too", "C:\\work\\ads", ["C:\\work"], ["D:\\"], "here"],
    ["is the focused one where the agent's folder is unknown", null, ["/projects"], ["/web"], "either"],
    ["is the focused one where no window has a folder", "/projects", [], [], "either"],
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
    () => assert.equal(placeOfRequest([], { own: ["/projects"], others: [] }), "either"),
  );
});
