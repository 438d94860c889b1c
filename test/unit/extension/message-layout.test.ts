import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { layoutOf, maxMessageLength } from "../../../extension/message-layout.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

describe("messages without buttons", () => {
  it(
    verifies("vscode.whole-messages", "What fits in the editor's one line is a message, and the rest is a dialog"),
    () => {
      assert.deepEqual(layoutOf("No request waits for your decision."), {
        text: "No request waits for your decision.",
        modal: false,
      });
      const long = "x".repeat(maxMessageLength + 1);
      assert.deepEqual(layoutOf(long), { text: long, modal: true });
      assert.deepEqual(layoutOf("No other agent was found.", "Looked for: [Codex](command:x)."), {
        ...{ text: "No other agent was found.", modal: true },
        detail: "Looked for: (Codex)(command:x).",
      });
    },
  );

  it(
    verifies(
      "vscode.whole-messages",
      "Each message that answers a click has a button, or is laid out to be read whole",
    ),
    () => {
      const files = globSync("extension/**/*.ts", { cwd: repository, exclude: ["**/node_modules/**", "**/dist/**"] });
      const bare = files.flatMap((file) =>
        [...readFileSync(`${repository}${file}`, "utf8").matchAll(shown)].flatMap(([, given = ""]) =>
          hasOneArgument(given) ? [`${file}: ${given}`] : [],
        ),
      );
      assert.deepEqual(bare, []);
    },
  );
});

/** What a call of one of the editor's messages is given, to the end of the call. */
const shown = /\bshow(?:Information|Warning|Error)Message\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/g;

/** True if nothing but a text is given: no comma is outside of parentheses. */
const hasOneArgument = (given: string): boolean =>
  !given
    .trim()
    .replace(/,$/, "")
    .replace(/"(?:[^"\\]|\\.)*"/g, "")
    .replace(/\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g, "")
    .includes(",");
