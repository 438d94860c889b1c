import assert from "node:assert/strict";
import { SqlError } from "@drawbridge/presto/errors";
import { table } from "../../support/engines/object-names.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, never, usePresto } from "./presto-client.ts";

const invalid = (error: unknown): boolean => error instanceof SqlError && error.code === "invalid-sql";

describe("the tables of a real Presto", () => {
  const everywhere = usePresto();
  const inTiny = usePresto("tpch", "tiny");
  const describeFrom = (asked: typeof inTiny, name: string) => asked().engine.describeTable(table(name), ada, never());

  it(verifies("presto.real-engine", "Tables are found in every catalog by all words of the pattern"), async () => {
    const found = await everywhere().engine.findTables("SF100000 part", ada, never());
    assert.deepEqual(
      found.map(({ name }) => name),
      ["part", "partsupp"].flatMap((table) => [`tpch.sf100000.${table}`]),
    );
    assert.deepEqual(await everywhere().engine.findTables("' OR 1=1 --", ada, never()), []);
  });

  it(verifies("presto.real-engine", "A table is described with columns and rows"), async () => {
    const nation = await describeFrom(inTiny, "nation");
    assert.deepEqual(nation, {
      name: "tpch.tiny.nation",
      object: { kind: "table", catalog: "tpch", schema: "tiny", name: "nation" },
      kind: "table",
      comment: null,
      columns: [
        { name: "nationkey", type: "bigint", comment: null },
        { name: "name", type: "varchar(25)", comment: null },
        { name: "regionkey", type: "bigint", comment: null },
        { name: "comment", type: "varchar(152)", comment: null },
      ],
      rows: 25,
    });
    assert.deepEqual(await describeFrom(everywhere, "tpch.tiny.nation"), nation);
    const own = await describeFrom(everywhere, "system.runtime.queries");
    assert.deepEqual([own.rows, own.columns.length > 5], ["unknown", true]);
  });

  it("A name that does not exist and an incomplete name give different errors", async () => {
    await assert.rejects(describeFrom(everywhere, "tpch.tiny.nope"), invalid);
    await assert.rejects(describeFrom(everywhere, "nation"), invalid);
    await assert.rejects(describeFrom(everywhere, 'tpch.tiny.x"; DROP TABLE y --'), invalid);
  });
});
