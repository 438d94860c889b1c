import assert from "node:assert/strict";
import { editorMessage } from "../../../extension/editor-message.ts";
import { notSignedIn, sessionExpired } from "../../../proxy/kernel/errors.ts";
import { verifies } from "../../support/verifies.ts";

describe("the proxy's messages in the editor", () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      "The registry R cannot be reached (no answer in time). Check your network or VPN, then try again; `drawbridge doctor` looks closer.",
      "The registry R cannot be reached (no answer in time). Check your network or VPN, then try again.",
    ],
    [notSignedIn().message, "You are not signed in to Drawbridge."],
    [sessionExpired().message, "Your Drawbridge session has ended. Sign in again."],
    ["The broker ends as soon as it is reached. Run `drawbridge doctor`.", "The broker ends as soon as it is reached."],
    ["There is no server x. `drawbridge servers` lists those you can see.", "There is no server x."],
    ["Nothing of this names a command.", "Nothing of this names a command."],
    ["Run `drawbridge login`.", "Run drawbridge login."],
  ];
  for (const [message, shown] of cases)
    it(verifies("vscode.own-words", `The editor shows “${shown}”`), () => assert.equal(editorMessage(message), shown));
});
