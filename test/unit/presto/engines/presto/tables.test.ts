import assert from "node:assert/strict";
import { SqlError } from "@drawbridge/presto/errors";
import {
  fullName,
  readTables,
  searchable,
  tablesSql,
} from "../../../../../reference-servers/servers/presto/engines/presto/tables.ts";
import { table } from "../../../../support/engines/object-names.ts";

const nowhere = { catalog: null, schema: null };
const hive = { catalog: "hive", schema: "ads" };

describe("a table's name", () => {
  it("A table's name is completed by the defaults", () => {
    assert.deepEqual(fullName(table("events"), hive), ["hive", "ads", "events"]);
    assert.deepEqual(fullName(table("web.events"), hive), ["hive", "web", "events"]);
    assert.deepEqual(fullName(table("a.b.c"), nowhere), ["a", "b", "c"]);
  });

  it("A table's name with a missing part is refused", () => {
    for (const name of ["events", "ads.events"]) {
      assert.throws(
        () => fullName(table(name), nowhere),
        (error) => error instanceof SqlError && error.code === "invalid-sql",
      );
    }
  });
});

describe("the search for tables", () => {
  it("The search for tables quotes the pattern", () => {
    const sql = tablesSql('o"dd', "it's % Part.supp");
    assert.match(sql, /FROM "o""dd"\.information_schema\.tables/);
    assert.match(sql, /, 'it''s'\) > 0 AND strpos\(.*, 'part'\) > 0 AND strpos\(.*, 'supp'\) > 0/);
  });

  it("The search for tables skips the engine's own catalog and distinguishes views from tables", () => {
    assert.deepEqual(searchable([["hive"], ["system"], ["tpch"]]), ["hive", "tpch"]);
    assert.deepEqual(
      readTables([
        ["a", "b", "c", "BASE TABLE"],
        ["a", "b", "d.e", "VIEW"],
      ]),
      [
        { name: "a.b.c", object: table("a.b.c"), kind: "table", comment: null },
        { name: 'a.b."d.e"', object: { ...table("a.b.x"), kind: "view", name: "d.e" }, kind: "view", comment: null },
      ],
    );
  });
});
