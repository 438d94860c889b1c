import assert from "node:assert/strict";
import { SqlError } from "@drawbridge/presto/errors";
import { refuseAllButPlainExplain } from "../../../../../reference-servers/servers/presto/engines/presto/explain-change.ts";
import { verifies } from "../../../../support/verifies.ts";

describe("an EXPLAIN of a change outside of a read-only transaction", () => {
  it(verifies("presto.explain-change", "A text that starts with EXPLAIN and has no ANALYZE passes"), () => {
    for (const sql of [
      "EXPLAIN INSERT INTO a SELECT 1",
      " -- why\n/* - */ explain\n(TYPE IO, FORMAT JSON) CREATE TABLE a AS SELECT 1",
      "EXPLAIN EXPLAIN DROP TABLE a",
    ])
      assert.doesNotThrow(() => refuseAllButPlainExplain(sql), sql);
  });

  it(verifies("presto.second-judge", "Every other text is refused, however the first judge read it"), () => {
    for (const sql of [
      "INSERT INTO a SELECT 1",
      "EXPLAIN ANALYZE INSERT INTO a SELECT 1",
      "EXPLAIN/**/aNaLyZe/**/VERBOSE INSERT INTO a SELECT 1",
      "EXPLAIN (TYPE VALIDATE) EXPLAIN ANALYZE DROP TABLE a",
      "EXPLAIN ANALYZE (FORMAT JSON) INSERT INTO a SELECT 1",
      "/* EXPLAIN */ INSERT INTO a SELECT 1",
      "-- EXPLAIN\nINSERT INTO a SELECT 1",
      "-- x\rINSERT INTO a SELECT 1",
      "EXPLAINS INSERT INTO a SELECT 1",
      "INSERT INTO a EXPLAIN SELECT 1",
      "EXPLAIN INSERT INTO analyze_me SELECT 1",
      "",
    ])
      assert.throws(
        () => refuseAllButPlainExplain(sql),
        (error) => error instanceof SqlError && error.code === "not-a-read",
        sql,
      );
  });
});
