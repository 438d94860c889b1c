/**
 * Published TPC-H answers at scale 0.01, which Presto calls "tiny": the answer sets in DuckDB's own TPC-H extension
 * (github.com/duckdb/duckdb, extension/tpch/dbgen/answers/sf0.01, Q1, Q3, Q4 and Q6), and the cardinalities of the
 * TPC-H specification (4.2.5), scaled. Both generate the data of the specification's dbgen. Q1 and Q6 are rounded sums
 * of doubles, so they are compared to a cent.
 */
import assert from "node:assert/strict";
import type { Cell } from "../../../reference-servers/servers/presto/engines/engine.ts";
import { verifies } from "../../support/verifies.ts";
import { usePresto } from "./presto-client.ts";

const close = (found: Cell | undefined, published: number): void =>
  assert.ok(typeof found === "number" && Math.abs(found - published) < 0.01, `${found} is not ${published}`);

describe("published TPC-H answers from a real Presto", function () {
  this.timeout(60_000);
  const presto = usePresto("tpch", "tiny");

  it(
    verifies("presto.real-engine", "A real Presto returns the specified number of rows of each TPC-H table"),
    async () => {
      const published = {
        lineitem: 60_175,
        orders: 15_000,
        customer: 1_500,
        part: 2_000,
        partsupp: 8_000,
        supplier: 100,
      };
      for (const [table, count] of Object.entries({ ...published, nation: 25, region: 5 })) {
        assert.deepEqual(await presto().rows(`SELECT count(*) FROM ${table}`), [[count]], table);
      }
    },
  );

  it(verifies("presto.real-engine", "A real Presto returns the published answer to TPC-H Q1"), async () => {
    const rows = await presto().rows(`
      SELECT returnflag, linestatus, sum(quantity), sum(extendedprice), sum(extendedprice * (1 - discount)),
        sum(extendedprice * (1 - discount) * (1 + tax)), avg(quantity), avg(extendedprice), avg(discount), count(*)
      FROM lineitem WHERE shipdate <= DATE '1998-12-01' - INTERVAL '90' DAY
      GROUP BY returnflag, linestatus ORDER BY returnflag, linestatus`);
    const published = [
      ["A", "F", 380456, 532348211.65, 505822441.486102, 526165934.000839, 25.575155, 35785.709307, 0.050081, 14876],
      ["N", "F", 8971, 12384801.37, 11798257.208, 12282485.056933, 25.778736, 35588.509684, 0.047759, 348],
      ["N", "O", 742802, 1041502841.45, 989737518.634604, 1029418531.523352, 25.454988, 35691.129209, 0.049931, 29181],
      ["R", "F", 381449, 534594445.35, 507996454.406699, 528524219.358906, 25.597168, 35874.006533, 0.049828, 14902],
    ];
    assert.equal(rows.length, published.length);
    published.forEach((row, index) => {
      row.forEach((cell, column) => {
        if (typeof cell === "string") assert.equal(rows[index]?.[column], cell);
        else close(rows[index]?.[column], cell);
      });
    });
  });

  it(verifies("presto.real-engine", "A real Presto returns the published answer to TPC-H Q3"), async () => {
    const rows = await presto().rows(`
      SELECT l.orderkey, round(sum(extendedprice * (1 - discount)), 4), orderdate, shippriority
      FROM customer c JOIN orders o ON c.custkey = o.custkey JOIN lineitem l ON l.orderkey = o.orderkey
      WHERE mktsegment = 'BUILDING' AND orderdate < DATE '1995-03-15' AND shipdate > DATE '1995-03-15'
      GROUP BY l.orderkey, orderdate, shippriority ORDER BY 2 DESC, orderdate LIMIT 4`);
    assert.deepEqual(rows, [
      [47714, 267010.5894, "1995-03-11", 0],
      [22276, 266351.5562, "1995-01-29", 0],
      [32965, 263768.3414, "1995-02-25", 0],
      [21956, 254541.1285, "1995-02-02", 0],
    ]);
  });

  it(verifies("presto.real-engine", "A real Presto returns the published answer to TPC-H Q4"), async () => {
    const rows = await presto().rows(`
      SELECT orderpriority, count(*) FROM orders o
      WHERE orderdate >= DATE '1993-07-01' AND orderdate < DATE '1993-07-01' + INTERVAL '3' MONTH
        AND EXISTS (SELECT * FROM lineitem l WHERE l.orderkey = o.orderkey AND commitdate < receiptdate)
      GROUP BY orderpriority ORDER BY orderpriority`);
    assert.deepEqual(rows, [
      ["1-URGENT", 93],
      ["2-HIGH", 103],
      ["3-MEDIUM", 109],
      ["4-NOT SPECIFIED", 102],
      ["5-LOW", 128],
    ]);
  });

  it(verifies("presto.real-engine", "A real Presto returns the published answer to TPC-H Q6"), async () => {
    const [row] = await presto().rows(`
      SELECT sum(extendedprice * discount) FROM lineitem
      WHERE shipdate >= DATE '1994-01-01' AND shipdate < DATE '1995-01-01'
        AND discount BETWEEN 0.05 AND 0.07 AND quantity < 24`);
    close(row?.[0], 1193053.2253);
  });
});
