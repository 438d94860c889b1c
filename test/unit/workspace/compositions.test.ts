import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

/** Files that put parts together, and the branches that each may have. */
const compositions = {
  "proxy/broker/broker.ts": ["if (endpoint === null) {"],
  "extension/main.ts": ["if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });"],
  "extension/approvals/approvals-feature.ts": [],
} as const;

const branch = /^\s*(?:\} else )?(?:if|for|while|switch)\b.*/;

describe("files that put parts together", () => {
  for (const [file, allowed] of Object.entries(compositions)) {
    const lines = readFileSync(`${repository}${file}`, "utf8").split("\n");

    it(verifies("workspace.compositions", `${file} decides nothing: it has no branch but the listed ones`), () => {
      const found = lines.filter((line) => branch.test(line)).map((line) => line.trim());
      assert.deepEqual(found, [...allowed]);
    });
  }
});
