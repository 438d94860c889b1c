import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Judge, startJudge } from "../../../../reference-servers/servers/presto/sql/judge.ts";
import { formatName } from "../../../../reference-servers/servers/presto/sql/object-name.ts";
import type { ReadVerdict } from "../../../../reference-servers/servers/presto/sql/verdict.ts";
import { hostile } from "../../../golden/sql/hostile.ts";
import { reads } from "../../../golden/sql/reads.ts";
import { verifies } from "../../../support/verifies.ts";

/** A statement that is not too deep, but takes the parser many times its time limit. */
const explosive = hostile.at(-1)?.sql ?? "";

describe("the first judge", function () {
  this.timeout(60_000);
  let judge: Judge;
  before(async () => {
    judge = await startJudge("duckdb");
  });
  after(() => judge.close());

  for (const { sql, statement, tables } of reads) {
    it(verifies("presto.first-judge", `The first judge allows ${JSON.stringify(sql)}`), async () => {
      const verdict = await judge.read(sql);
      assert.ok(verdict.kind === "read", JSON.stringify(verdict));
      assert.deepEqual([verdict.statement, verdict.tables.map(formatName)], [statement, tables]);
    });
  }

  for (const { sql, code, label } of hostile) {
    it(verifies("presto.first-judge", `The first judge refuses ${label ?? JSON.stringify(sql)}`), async () => {
      const verdict = await judge.read(sql);
      assert.ok(verdict.kind === "refused", JSON.stringify(verdict));
      assert.equal(verdict.code, code);
      assert.ok(verdict.message.length > 10 && verdict.next.length > 5);
    });
  }

  it(
    verifies(
      "presto.bounded-judging",
      "While a complex statement keeps the parser busy, the event loop is free and other statements are judged",
    ),
    async () => {
      let turns = 0;
      const ticks = setInterval(() => {
        turns += 1;
      }, 10);
      const [exploded, ordinary] = await Promise.all([judge.read(`${explosive}  `), judge.read("SELECT 1")]);
      clearInterval(ticks);
      assert.deepEqual([exploded.kind, ordinary.kind], ["refused", "read"]);
      assert.ok(turns > 20, `The event loop turned ${turns} times.`);
    },
  );

  it(verifies("shares.judge", "A statement that was too complex before is refused at once"), async () => {
    await judge.read(explosive);
    const started = performance.now();
    const again = await Promise.all(Array.from({ length: 50 }, () => judge.read(explosive)));
    assert.deepEqual([...new Set(again.map((verdict) => verdict.kind))], ["refused"]);
    assert.ok(performance.now() - started < 500, "it was judged again");
  });

  it(
    verifies("shares.judge", "The judge judges another statement while a complex one keeps a thread busy"),
    async () => {
      const order: string[] = [];
      const named = async (name: string, sql: string) => {
        await judge.read(sql);
        order.push(name);
      };
      await Promise.all([named("explosive", `${explosive} `), named("ordinary", "SELECT 1")]);
      assert.deepEqual(order, ["ordinary", "explosive"]);
    },
  );

  it(verifies("shares.judge", "The time to judge nested SELECTs grows only with their depth"), async () => {
    const nested = (levels: number) => `SELECT ${"(SELECT ".repeat(levels)}1${")".repeat(levels)}`;
    for (const levels of [8, 16, 24]) assert.equal((await judge.read(nested(levels))).kind, "read");
    const deeper = await judge.read(nested(25));
    assert.ok(deeper.kind === "refused" && deeper.code === "too-complex");
    assert.match(deeper.message, /more than 24 levels deep/);
  });

  it(verifies("presto.quiet-errors", "A refusal quotes nothing from the statement"), async () => {
    const texts = [
      "SELECT * FROM t WHERE email = 'ada@example.com' ada@example.com",
      "INSERT INTO t VALUES ('ada@example.com')",
      'SELECT "ada@example.com" FROM FROM',
      "ada@example.com",
      "SELECT 1; DROP TABLE ada_example_com",
    ];
    for (const verdict of await Promise.all(texts.map((text) => judge.read(text)))) {
      assert.doesNotMatch(JSON.stringify(verdict), /ada|example/);
    }
  });

  it(verifies("presto.first-judge", "A refusal says where the parser stopped and what to write instead"), async () => {
    const outcome = async (sql: string) => {
      const verdict = await judge.read(sql);
      return verdict.kind === "refused" ? [verdict.message, verdict.next, verdict.position] : [];
    };
    const dialect = "The dialect is the embedded engine's, which accepts the SQL of Trino.";
    assert.deepEqual(await outcome("SELECT\n  a::int"), [
      'This form is not read here yet: the parser stopped at line 2, column 4, at ":".',
      `Write CAST(x AS type) for x::type. ${dialect}`,
      { line: 2, column: 4 },
    ]);
    assert.deepEqual(await outcome("SELECT '😀' FROM FROM t"), [
      "This form is not read here yet: the parser stopped at line 1, column 17, at the keyword FROM.",
      `Check that position. If it is correct, write it in another form. ${dialect}`,
      { line: 1, column: 17 },
    ]);
    assert.deepEqual(await outcome("EXPLAIN ANALYZE\nDELETE FROM t"), [
      "DELETE changes something, and this tool only reads.",
      "Use write_query.",
      { line: 2, column: 1 },
    ]);
  });

  it(
    verifies("presto.never-rewritten", "The judge passes on the text unchanged, without a closing semicolon"),
    async () => {
      const passedOn = async (sql: string) => {
        const verdict: ReadVerdict = await judge.read(sql);
        return verdict.kind === "read" ? verdict.sql : null;
      };
      const plain = "  SELECT /* why */ 'a;b', \"c;\" -- ;\n FROM t\t";
      assert.equal(await passedOn(plain), plain);
      assert.equal(await passedOn("SELECT '😀'; -- done"), "SELECT '😀'");
      assert.equal(await passedOn("SELECT 1 -- ;"), "SELECT 1 -- ;");
    },
  );

  it(
    verifies(
      "presto.priced",
      "The judge returns the query that a statement runs at its own position, or null if it runs none",
    ),
    async () => {
      const executes = async (sql: string) => {
        const verdict = await judge.read(sql);
        return verdict.kind === "read" ? verdict.executes : undefined;
      };
      assert.equal(await executes("SELECT 1;"), "SELECT 1");
      assert.equal(await executes("EXPLAIN ANALYZE\n VERBOSE SELECT 1"), "               \n         SELECT 1");
      for (const sql of ["SHOW TABLES", "DESC t", "EXPLAIN SELECT 1", "EXPLAIN EXPLAIN ANALYZE SELECT 1"]) {
        assert.equal(await executes(sql), null, sql);
      }
      assert.equal(await executes("EXPLAIN ANALYZE SHOW TABLES"), null);
    },
  );

  it("The judge writes nothing to stdout or stderr", async () => {
    const script = `const { startJudge } = await import(${JSON.stringify(import.meta.resolve("../../../../reference-servers/servers/presto/sql/judge.ts"))});
      const judge = await startJudge("duckdb");
      for (const sql of ["SELECT * FROM a JOIN b ON 1 = 1", "SELECT FROM", "hello", "'", "#"]) await judge.read(sql);
      await judge.close();`;
    const outcome = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
    assert.deepEqual([outcome.stdout, outcome.stderr], ["", ""]);
  });
});
