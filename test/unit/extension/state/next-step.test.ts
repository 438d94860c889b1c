import assert from "node:assert/strict";
import { commands } from "../../../../extension/contributions.ts";
import { nextStep } from "../../../../extension/state/next-step.ts";
import { verifies } from "../../../support/verifies.ts";
import { closedServer, serverNamed, snapshot } from "../servers.ts";

describe("the status bar", () => {
  const steps = [
    ["set up", snapshot(null, { phase: "no-registry" }), commands.setRegistry],
    ["sign in", snapshot(null, { phase: "signed-out" }), commands.signIn],
    ["sign in again", snapshot(null, { phase: "expired" }), commands.signIn],
    ["update", snapshot([], { needed: "0.9.0" }), "workbench.extensions.action.checkForUpdates"],
    ["trouble", snapshot(null, { phase: "trouble" }), commands.diagnose],
    ["offline", snapshot([], { current: false }), commands.diagnose],
    ["servers not read", snapshot(null, { failure: "The registry answered HTTP 503." }), commands.diagnose],
  ] as const;
  for (const [words, state, command] of steps) {
    it(verifies("vscode.next-step", `The status bar says “${words}”, and a click runs the matching command`), () => {
      const step = nextStep(state);
      assert.match(step.text, new RegExp(words));
      assert.equal(step.command, command);
      assert.doesNotMatch(step.label, /\$\(/, "a screen reader hears no icon names");
    });
  }

  it("The status bar counts the servers that the user may use", () => {
    const { tooltip, attention } = nextStep(snapshot([serverNamed("presto"), closedServer("spark")]));
    assert.match(tooltip, /Signed in as ada\. You may use 1 of 2 servers/);
    assert.equal(attention, false);
  });
});
