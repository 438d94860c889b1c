import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { promises } from "../../promises.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

describe("SECURITY.md's table of who can forge what", () => {
  const rows = readFileSync(`${repository}SECURITY.md`, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(1);

  it(verifies("workspace.security-table", "names a tested promise in every row"), () => {
    assert.ok(rows.length > 10);
    for (const row of rows) {
      const ids = row.split("|").at(-2)?.trim().split(", ") ?? [];
      assert.deepEqual(
        ids.filter((id) => !(id in promises)),
        [],
        row,
      );
    }
  });
});
