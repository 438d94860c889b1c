import assert from "node:assert/strict";
import { SqlError } from "@drawbridge/presto/errors";
import { readEngineError } from "../../../../../reference-servers/servers/presto/engines/duckdb/engine-error.ts";
import { memoryLimitMegabytes } from "../../../../../reference-servers/servers/presto/engines/duckdb/open-read-only.ts";
import { verifies } from "../../../../support/verifies.ts";

const failure = (exception_type: string, exception_message: string, position?: string) =>
  new Error(JSON.stringify({ exception_type, exception_message, ...(position && { position }) }));

const sql = "SELECT '4111 1111'\nFROM ads.events WHERE name = 'Zoë' AND nope = 1";

describe("an error of the embedded engine", () => {
  const cases: readonly (readonly [title: string, error: unknown, code: string, message: string])[] = [
    [
      "of the parser",
      failure("Parser", "syntax error at or near \"'4111 1111'\"", "7"),
      "invalid-sql",
      "Syntax error at line 1, column 8.",
    ],
    [
      "of the parser, with a prefix",
      new Error(`Failed to extract statements: Parser Error: ${failure("Parser", "x").message}`),
      "invalid-sql",
      "Syntax error.",
    ],
    [
      "about a column",
      failure("Binder", 'Referenced column "nope" not found in FROM clause!\nCandidate bindings: "name", "cost"', "59"),
      "invalid-sql",
      'Referenced column "nope" not found in FROM clause! Candidate bindings: "name", "cost" (at line 2, column 40)',
    ],
    [
      "about a value instead of a name",
      failure("Binder", 'Referenced column "4111 1111" not found in FROM clause!'),
      "invalid-sql",
      'Referenced column "…" not found in FROM clause!',
    ],
    [
      "about a table with a value for a name",
      failure("Catalog", "Table with name 4111 1111 does not exist!"),
      "invalid-sql",
      "Table with name … does not exist!",
    ],
    [
      "about a table",
      failure("Catalog", 'Table with name event does not exist!\nDid you mean "events"?'),
      "invalid-sql",
      "Table with name event does not exist!",
    ],
    [
      "about a function",
      failure("Catalog", 'Scalar Function with name margn does not exist!\nDid you mean "finance.margin"?'),
      "invalid-sql",
      "Scalar Function with name margn does not exist!",
    ],
    [
      "about a type",
      failure("Catalog", 'Type with name moo does not exist!\nDid you mean "finance.mood"?'),
      "invalid-sql",
      "Type with name moo does not exist!",
    ],
    [
      "about types",
      failure(
        "Binder",
        "No function matches the given name and argument types '+(BIGINT, VARCHAR)'. Add casts.\n\tCandidates: …",
      ),
      "invalid-sql",
      "No function matches the given name and argument types '+(BIGINT, VARCHAR)'. Add casts.",
    ],
    [
      "about a value",
      failure("Conversion", "Could not convert string '4111 1111' to INT32", "7"),
      "invalid-sql",
      "A value cannot be converted to the requested type at line 1, column 8.",
    ],
    [
      "that a statement raises itself",
      failure("Invalid Input", "4111 1111"),
      "engine-failed",
      "The engine stopped the statement (invalid input).",
    ],
    [
      "about arithmetic",
      failure("Out of Range", "Overflow in addition of INT64 (41111111 + 1)!"),
      "engine-failed",
      "The engine stopped the statement (out of range).",
    ],
    [
      "about writing",
      failure("Invalid Input", 'Cannot execute statement of type "INSERT" on database "w" attached in read-only mode!'),
      "denied-by-engine",
      "The engine is open read-only and refused to write.",
    ],
    [
      "about files",
      failure("Permission", 'Cannot access file "/etc/passwd"'),
      "denied-by-engine",
      "The engine does not allow SQL to access files, the network or extensions.",
    ],
    [
      "about memory",
      failure("Out of Memory", "could not allocate block"),
      "engine-failed",
      `The statement needs more than the ${memoryLimitMegabytes} MB the engine may use.`,
    ],
    ["in another form", new Error("4111 1111"), "engine-failed", "The engine stopped the statement."],
  ];

  for (const [title, error, code, message] of cases) {
    it(verifies("presto.quiet-errors", `An engine error (${title}) quotes neither the statement nor a value`), () => {
      const read = readEngineError(error, sql);
      assert.deepEqual([read.code, read.message], [code, message]);
      assert.equal(read.cause, undefined);
    });
  }

  it("A SqlError stays unchanged", () => {
    const judged = new SqlError("cancelled", "The query was cancelled.", "Call again.");
    assert.equal(readEngineError(judged, sql), judged);
  });
});
