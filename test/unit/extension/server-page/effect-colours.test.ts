import assert from "node:assert/strict";
import { decisionPageStyle } from "../../../../extension/approvals/page/decision-page-style.ts";
import { pageStyle } from "../../../../extension/server-page/page-style.ts";
import { verifies } from "../../../support/verifies.ts";

describe("the colours of a tool's effect", () => {
  /** The declarations of a rule whose selectors include `selector`. */
  const ruleOf = (style: string, selector: string): string =>
    style.split("\n").find((line) => line.split(" {")[0]?.split(", ").includes(selector)) ?? "";

  it(
    verifies(
      "vscode.effect-colours",
      "What destroys has the colour of an error and what writes that of a warning, on each page",
    ),
    () => {
      for (const [style, name] of [
        [pageStyle, "effect"],
        [decisionPageStyle, "badge"],
      ] as const) {
        assert.match(ruleOf(style, `.${name}.destructive`), /border-color: var\(--vscode-errorForeground\)/);
        assert.match(ruleOf(style, `.${name}.write`), /border-color: var\(--vscode-editorWarning-foreground\)/);
      }
    },
  );

  it(
    verifies("vscode.effect-colours", "A page has another colour in place of the one that high contrast does not have"),
    () => {
      for (const style of [pageStyle, decisionPageStyle]) {
        assert.match(style, /--vscode-testing-iconFailed, var\(--vscode-errorForeground\)/);
        assert.doesNotMatch(style, /--vscode-testing-iconFailed\)/);
      }
    },
  );
});
