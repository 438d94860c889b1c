/** The queries of TPC-DS and TPC-H through the judge and an engine, on empty tables. */
import assert from "node:assert/strict";
import type { Dialect } from "../../../reference-servers/servers/presto/engines/presto/connection.ts";
import { createPrestoEngine } from "../../../reference-servers/servers/presto/engines/presto/engine.ts";
import { type Judge, startJudge } from "../../../reference-servers/servers/presto/sql/judge.ts";
import { verifies } from "../verifies.ts";
import { runStatement } from "./coordinator.ts";
import { type TpcQuery, tpcQueries, tpcTables } from "./tpc.ts";

/** Forms in which a text that the judge knows as a read is part of a change. */
const changesWith = (sql: string): readonly string[] => [
  `INSERT INTO memory.default.t ${sql}`,
  `CREATE TABLE memory.default.t AS ${sql}`,
  `EXPLAIN ANALYZE INSERT INTO memory.default.t ${sql}`,
  `${sql.replace(/;\s*$/, "")}; DROP TABLE memory.default.t`,
  `DELETE FROM memory.default.t WHERE EXISTS (${sql.replace(/;\s*$/, "")}\n)`,
];

export function tpcSuite(dialect: Dialect, start: (hook: Mocha.Context) => Promise<{ readonly url: string }>): void {
  describe(`TPC-DS and TPC-H for ${dialect}`, function () {
    this.timeout(300_000);
    let judge: Judge;
    let queries: readonly TpcQuery[] = [];
    before(async function () {
      queries = await tpcQueries(this);
      judge = await startJudge(dialect);
    });
    after(() => judge?.close());

    it(verifies("presto.tpc", `The judge for ${dialect} refuses none of their 121 queries`), async () => {
      const numbers = queries.map(({ name }) => name.replace(/_\d$/, ""));
      assert.equal(new Set(numbers).size, 99 + 22);
      for (const { name, sql } of queries) {
        const verdict = await judge.read(sql);
        assert.equal(verdict.kind, "read", `${name}: ${JSON.stringify(verdict)}`);
      }
    });

    it(verifies("presto.first-judge", `The judge for ${dialect} passes no change with one of them in it`), async () => {
      for (const [at, { name, sql }] of queries.entries()) {
        // Two of the forms for each query, because judging all of them takes a minute.
        const forms = changesWith(sql);
        for (const change of [forms[at % forms.length], forms[(at + 1) % forms.length]])
          assert.equal((await judge.read(change ?? "")).kind, "refused", name);
      }
    });

    it(verifies("presto.tpc", `A real ${dialect} runs all of them as reads, on empty tables`), async function () {
      const { url } = await start(this);
      this.timeout(300_000);
      const userHeader = dialect === "trino" ? "x-trino-user" : "x-presto-user";
      for (const sql of await tpcTables(this)) await runStatement(url, { userHeader }, sql);
      const engine = createPrestoEngine({ url, dialect, catalog: null, schema: null });
      const failures: string[] = [];
      const left = [...queries];
      const runLeft = async (): Promise<void> => {
        for (let query = left.shift(); query !== undefined; query = left.shift()) {
          try {
            const read = await judge.read(query.sql);
            assert.ok(read.kind === "read");
            const { signal } = new AbortController();
            const execution = await engine.execute(read.sql, { user: "ada", agent: null }, signal);
            for await (const rows of execution.batches()) assert.ok(Array.isArray(rows));
          } catch (error) {
            failures.push(`${query.name}: ${error}`);
          }
        }
      };
      await Promise.all([runLeft(), runLeft(), runLeft()]);
      // It divides two counts, which are 0 without rows.
      const own = failures.filter((failure) => /^tpcds\/q90: .*Division by zero/.test(failure));
      assert.deepEqual([failures.length - own.length, failures], [0, own]);
    });
  });
}
