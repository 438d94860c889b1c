import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type PromiseEntry, promises } from "../../promises.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

describe("SECURITY.md's tables of who can forge what", () => {
  const text = readFileSync(`${repository}SECURITY.md`, "utf8");
  const cells = text
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| attacker |"))
    .map((line) => line.slice(2, -2).split(" | "));
  const attackers = new Set(cells.filter((row) => row.length === 2).flatMap(([names = ""]) => names.split(", ")));
  const rows = cells.filter((row) => row.length !== 2);

  it(verifies("workspace.security-table", "Every row of SECURITY.md's tables names a tested promise"), () => {
    assert.ok(rows.length > 90);
    for (const row of rows) {
      assert.equal(row.length, 4, row.join(" | "));
      const ids = row[3]?.split(", ") ?? [];
      assert.deepEqual(
        ids.filter((id) => !(id in promises)),
        [],
        row.join(" | "),
      );
    }
  });

  it(
    verifies(
      "workspace.security-table",
      "SECURITY.md's tables name exactly the promises that have SECURITY.md as a source",
    ),
    () => {
      const entries: readonly [string, PromiseEntry][] = Object.entries(promises);
      const sourced = entries.filter(([, [, ...sources]]) => sources.includes("SECURITY")).map(([id]) => id);
      const cited = new Set(rows.flatMap((row) => row[3]?.split(", ") ?? []));
      assert.deepEqual(sourced.sort(), [...cited].sort());
    },
  );

  it(
    verifies(
      "workspace.security-table",
      "SECURITY.md's tables name all attackers that the first table describes, and no others",
    ),
    () => {
      const named = new Set(rows.flatMap(([names = ""]) => names.split(", ")));
      assert.deepEqual([...named].sort(), [...attackers].sort());
    },
  );
});
