import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { Session, type SessionActions } from "../../../extension/session/session.ts";
import type { Message } from "../../../extension/session/session-messages.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";
import { facts, fresh } from "./session/places.ts";

/** Each file that shows a message of the editor by itself, and the click that its messages answer. */
const answers: Readonly<Record<string, string>> = {
  "extension/answer-message.ts": "a click that has no more to offer than a sentence",
  "extension/agents/agents-controller.ts": "Connect Agents, Disconnect Agents, Undo",
  "extension/agents/change-question.ts": "the choice of agents whose files change",
  "extension/approvals/notify/approval-messages.ts": "a click on a request that was decided already",
  "extension/approvals/decide/decision-controller.ts": "Approve, Reject",
  "extension/commands/register.ts": "any command that failed",
  "extension/registry/registry-setting.ts": "Choose Registry",
  "extension/run/run-feature.ts": "Run Tool",
  "extension/session/session-actions.ts": "the clicks of the session",
  "extension/signin/sign-in-controller.ts": "Sign In",
  "extension/uninstall/uninstall-feature.ts": "Uninstall",
};
const unasked = "extension/unasked-message.ts";

describe("messages that no click asked for", () => {
  it(
    verifies(
      "vscode.quiet",
      "Each message of the editor answers a click, or goes through the one place that can be quiet",
    ),
    () => {
      const files = globSync("extension/**/*.ts", { cwd: repository, exclude: ["**/node_modules/**", "**/dist/**"] });
      const showing = files.filter((file) =>
        /\bshow(Information|Warning|Error)Message\b/.test(readFileSync(`${repository}${file}`, "utf8")),
      );
      assert.deepEqual(showing.sort(), [...Object.keys(answers), unasked].sort());
    },
  );

  it(
    verifies("vscode.quiet", "What a click did not ask for is shown as such, and the reason still reaches the agent"),
    async () => {
      const { session, shown } = recordedSession();
      await session.click("try-query");
      const start = session.agentStarts();
      await session.dispatch({ type: "facts", facts: facts({ other: fresh }) });
      await session.click("sign-in");
      assert.match(start.why, /Sign in to Drawbridge first/);
      assert.deepEqual(shown, ["answer", "unasked", "unasked question", "question"]);
    },
  );
});

function recordedSession(): { readonly session: Session; readonly shown: string[] } {
  const shown: string[] = [];
  const nothing = async () => {};
  const show = (how: string) => async (_: Message) => {
    shown.push(how);
    return null;
  };
  const actions: SessionActions = {
    chooseRegistry: async () => null,
    keepRegistry: nothing,
    signIn: async () => null,
    resumeSignIn: async () => null,
    cancelSignIn: () => {},
    showSignIn: nothing,
    signOut: nothing,
    runQuery: nothing,
    execute: nothing,
    message: show("answer"),
    unaskedMessage: show("unasked"),
    confirmSwitch: async (_, clicked) => {
      shown.push(clicked ? "question" : "unasked question");
      return null;
    },
  };
  return { session: new Session(facts({ phase: "signed-out", user: null }), actions), shown };
}
