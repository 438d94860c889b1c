/** The plans in test/golden/sql/plans are from Presto 0.287 on its tpch catalog, and from Trino 476. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { SqlError } from "@drawbridge/presto/errors";
import {
  pricePresto,
  priceTrino,
  tablesRead,
} from "../../../../../reference-servers/servers/presto/engines/presto/prices.ts";
import { table } from "../../../../support/engines/object-names.ts";
import { verifies } from "../../../../support/verifies.ts";

const golden = (name: string): string =>
  readFileSync(new URL(`../../../../golden/sql/plans/${name}`, import.meta.url), "utf8");
const presto = (name: string) => pricePresto(golden(`${name}.json`), golden(`${name}.txt`));

describe("the price of a query by the engine's plan", () => {
  it(verifies("presto.priced", "The bytes of a price are what the scans read before they filter"), () => {
    assert.deepEqual(presto("join"), { rows: 15_000, bytes: 960_527 });
    const read = (name: string) => ({ kind: "table", catalog: "tpch", schema: "sf0.01", name });
    assert.deepEqual(tablesRead(golden("join.io.json")), [read("orders"), read("nation")]);
  });

  it(verifies("presto.priced", "A price counts the rows of a join that multiplies"), () => {
    assert.equal(presto("cross").rows, 60_175 ** 2);
  });

  it(verifies("presto.computed-joins", "A join by a computed key is priced as the product of its inputs"), () => {
    // The optimizer's own estimate is 1,207,010,208.
    assert.equal(presto("computed-key").rows, 60_175 ** 2);
  });

  it(
    verifies(
      "presto.computed-joins",
      "A join above a join by a computed key is priced as a product, regardless of its own key",
    ),
    () => {
      // The optimizer's own estimate is 167.
      assert.equal(presto("on-computed-key").rows, 25 * 5 * 100);
    },
  );

  it(verifies("presto.computed-joins", "A join by renamed columns is priced by the optimizer's estimate"), () => {
    assert.equal(presto("renamed-key").rows, 15_000);
  });

  it(verifies("presto.computed-joins", "A line of a literal is not read as the definition of a column"), () => {
    const json = golden("computed-key.json").replaceAll(
      "BIGINT'2'",
      "VARCHAR'\\nexpr := tpch:expr\\nexpr_17 := tpch:expr",
    );
    assert.match(json, /expr_17 := tpch:expr/);
    assert.equal(pricePresto(json, "").rows, 60_175 ** 2);
  });

  it(verifies("presto.computed-joins", "Joins in plans of Trino are priced by their criteria"), () => {
    const plan = golden("trino-join.json");
    const computed = plan.replace("custkey := tpch:custkey", "custkey := (custkey_1 % bigint '2')");
    assert.notEqual(computed, plan);
    assert.equal(priceTrino(plan, golden("trino-join.io.json")).rows, 15_000);
    assert.equal(priceTrino(computed, golden("trino-join.io.json")).rows, 15_000 * 24);
  });

  it(verifies("presto.priced", "A price is unknown if the engine has no statistics or only guesses"), () => {
    assert.equal(presto("aggregated").rows, "unknown");
    assert.equal(presto("unnest").rows, "unknown");
    assert.deepEqual(presto("catalog"), { rows: "unknown", bytes: "unknown" });
    assert.deepEqual(tablesRead(golden("catalog.io.json")), [table("tpch.information_schema.tables")]);
  });

  it(verifies("presto.priced", "A literal with line breaks cannot forge a price"), () => {
    assert.match(golden("forged.txt"), /rows: 0 \(0B\)/);
    assert.deepEqual(presto("forged"), { rows: 6_001_215, bytes: "unknown" });
  });

  it("The bytes of a price are unknown if the two formats of the plan differ", () => {
    assert.equal(pricePresto(golden("join.json"), golden("cross.txt")).bytes, "unknown");
    assert.equal(pricePresto(golden("join.json"), golden("join.txt") + golden("join.txt")).bytes, "unknown");
    assert.equal(pricePresto(golden("join.json"), "").bytes, "unknown");
  });

  it(verifies("presto.priced", "A price is read from plans of Trino without their text format"), () => {
    const trino = (name: string) => priceTrino(golden(`trino-${name}.json`), golden(`trino-${name}.io.json`));
    assert.deepEqual(trino("join"), { rows: 15_000, bytes: 270_527 });
    assert.deepEqual(tablesRead(golden("trino-join.io.json")), [table("tpch.tiny.orders"), table("tpch.tiny.nation")]);
    assert.deepEqual(trino("catalog"), { rows: "unknown", bytes: "unknown" });
  });

  it("A plan in an unknown format is an error", () => {
    const unknownForm = (error: unknown): boolean => error instanceof SqlError && error.code === "engine-failed";
    assert.throws(() => pricePresto("[]", ""), unknownForm);
    assert.throws(() => pricePresto("plan", ""), unknownForm);
    assert.throws(() => tablesRead("{}"), unknownForm);
  });
});
