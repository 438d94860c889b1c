import assert from "node:assert/strict";
import { flowsFor } from "../../../../extension/signin/flows.ts";
import { verifies } from "../../../support/verifies.ts";

describe("the ways to sign in", () => {
  const cases = [
    [
      "on the person's own machine",
      { remote: false, web: false, scheme: "vscode" },
      ["loopback", "return-page", "device"],
    ],
    ["in another editor there", { remote: false, web: false, scheme: "someone" }, ["loopback", "device"]],
    ["over SSH, in WSL, in a container", { remote: true, web: false, scheme: "cursor" }, ["return-page", "device"]],
    ["over SSH from an editor nobody knows", { remote: true, web: false, scheme: "someone" }, ["device"]],
    ["in a browser", { remote: true, web: true, scheme: "someone" }, ["return-page", "device"]],
  ] as const;
  for (const [where, host, flows] of cases) {
    it(verifies("vscode.flows", `${where}: ${flows.join(", then ")}`), () => assert.deepEqual(flowsFor(host), flows));
  }
});
