import assert from "node:assert/strict";
import { readTableName, readTables, searchable, tablesSql } from "@drawbridge/presto/engines/presto/tables";
import { SqlError } from "@drawbridge/presto/errors";

const nowhere = { catalog: null, schema: null };
const hive = { catalog: "hive", schema: "ads" };

describe("a table's name", () => {
  it("is completed by the defaults", () => {
    assert.deepEqual(readTableName("events", hive), ["hive", "ads", "events"]);
    assert.deepEqual(readTableName("web.Events", hive), ["hive", "web", "events"]);
    assert.deepEqual(readTableName("A.b.C", nowhere), ["a", "b", "c"]);
    assert.deepEqual(readTableName('"my catalog"."a.b"."c""d"', nowhere), ["my catalog", "a.b", 'c"d']);
  });

  it("is refused where a part is missing, or there are too many", () => {
    for (const name of ["events", "ads.events", "", "a.b.c.d"]) {
      assert.throws(
        () => readTableName(name, nowhere),
        (error) => error instanceof SqlError && error.code === "invalid-sql",
      );
    }
  });
});

describe("the search for tables", () => {
  it("quotes what it was given", () => {
    const sql = tablesSql('o"dd', "it's % Part.supp");
    assert.match(sql, /FROM "o""dd"\.information_schema\.tables/);
    assert.match(sql, /, 'it''s'\) > 0 AND strpos\(.*, 'part'\) > 0 AND strpos\(.*, 'supp'\) > 0/);
  });

  it("leaves out the engine's own catalog, and tells views from tables", () => {
    assert.deepEqual(searchable([["hive"], ["system"], ["tpch"]]), ["hive", "tpch"]);
    assert.deepEqual(
      readTables([
        ["a", "b", "c", "BASE TABLE"],
        ["a", "b", "d", "VIEW"],
      ]),
      [
        { name: "a.b.c", kind: "table", comment: null },
        { name: "a.b.d", kind: "view", comment: null },
      ],
    );
  });
});
