import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { changes, reads, sessions } from "../../../../reference-servers/servers/presto/sql/statements.ts";
import { verifies } from "../../../support/verifies.ts";

/** The statements in the installed grammar, from its own declarations. */
async function grammarsStatements(): Promise<readonly string[]> {
  const file = createRequire(
    import.meta.resolve("../../../../reference-servers/servers/presto/sql/grammar.ts"),
  ).resolve("dt-sql-parser/dist/lib/trino/TrinoSqlParser.d.ts");
  const declarations = await readFile(file, "utf8");
  return [...declarations.matchAll(/class (\w+)Context extends StatementContext/g)].map(([, name]) => name ?? "");
}

describe("the lists of statements", () => {
  /** Additions of dt-sql-parser that neither engine supports. */
  const refusedAsUnknown = ["ShowColumnComment", "ShowTableComment"];

  it(
    verifies("presto.first-judge", "The lists contain every statement of the grammar exactly once, and nothing else"),
    async () => {
      const kinds = [...reads.keys(), ...changes.keys(), ...sessions.keys(), ...refusedAsUnknown];
      assert.deepEqual(kinds.toSorted(), (await grammarsStatements()).toSorted());
    },
  );
});
