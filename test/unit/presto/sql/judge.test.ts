import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Judge, startJudge } from "@drawbridge/presto/sql/judge";
import { formatName } from "@drawbridge/presto/sql/object-name";
import type { ReadVerdict } from "@drawbridge/presto/sql/verdict";
import { hostile } from "../../../golden/sql/hostile.ts";
import { reads } from "../../../golden/sql/reads.ts";
import { verifies } from "../../../support/verifies.ts";

/** What is not too deep, and takes the parser many times its limit. */
const explosive = hostile.at(-1)?.sql ?? "";

describe("the first judge", function () {
  this.timeout(60_000);
  let judge: Judge;
  before(async () => {
    judge = await startJudge();
  });
  after(() => judge.close());

  for (const { sql, statement, tables } of reads) {
    it(verifies("presto.first-judge", `allows ${JSON.stringify(sql)}`), async () => {
      const verdict = await judge.read(sql);
      assert.ok(verdict.kind === "read", JSON.stringify(verdict));
      assert.deepEqual([verdict.statement, verdict.tables.map(formatName)], [statement, tables]);
    });
  }

  for (const { sql, code, label } of hostile) {
    it(verifies("presto.first-judge", `refuses ${label ?? JSON.stringify(sql)}`), async () => {
      const verdict = await judge.read(sql);
      assert.ok(verdict.kind === "refused", JSON.stringify(verdict));
      assert.equal(verdict.code, code);
      assert.ok(verdict.message.length > 10 && verdict.next.length > 5);
    });
  }

  it(
    verifies("presto.bounded-judging", "keeps the event loop free while a statement explodes, and judges on"),
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

  it(verifies("shares.judge", "refuses at once what it found too complex before"), async () => {
    await judge.read(explosive);
    const started = performance.now();
    const again = await Promise.all(Array.from({ length: 50 }, () => judge.read(explosive)));
    assert.deepEqual([...new Set(again.map((verdict) => verdict.kind))], ["refused"]);
    assert.ok(performance.now() - started < 500, "it was judged again");
  });

  it(verifies("shares.judge", "judges another statement while one explodes"), async () => {
    const order: string[] = [];
    const named = async (name: string, sql: string) => {
      await judge.read(sql);
      order.push(name);
    };
    await Promise.all([named("explosive", `${explosive} `), named("ordinary", "SELECT 1")]);
    assert.deepEqual(order, ["ordinary", "explosive"]);
  });

  it(verifies("shares.judge", "takes no longer for nested SELECTs than their depth asks for"), async () => {
    const nested = (levels: number) => `SELECT ${"(SELECT ".repeat(levels)}1${")".repeat(levels)}`;
    for (const levels of [8, 16, 24]) assert.equal((await judge.read(nested(levels))).kind, "read");
    const deeper = await judge.read(nested(25));
    assert.ok(deeper.kind === "refused" && deeper.code === "too-complex");
    assert.match(deeper.message, /more than 24 levels deep/);
  });

  it(verifies("presto.quiet-errors", "quotes nothing of a statement that it refuses"), async () => {
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

  it(verifies("presto.first-judge", "says where, and what to write instead"), async () => {
    const said = async (sql: string) => {
      const verdict = await judge.read(sql);
      return verdict.kind === "refused" ? [verdict.message, verdict.next, verdict.position] : [];
    };
    assert.deepEqual(await said("SELECT\n  a::int"), [
      'This is not a statement: syntax error at line 2, column 4, at ":".',
      "Write CAST(x AS type) for x::type. The dialect is Presto's and Trino's.",
      { line: 2, column: 4 },
    ]);
    assert.deepEqual(await said("SELECT '😀' FROM FROM t"), [
      "This is not a statement: syntax error at line 1, column 17, at the keyword FROM.",
      "Correct it there. The dialect is Presto's and Trino's.",
      { line: 1, column: 17 },
    ]);
    assert.deepEqual(await said("EXPLAIN ANALYZE\nDELETE FROM t"), [
      "DELETE changes something; here statements only read.",
      "Use write_query.",
      { line: 2, column: 1 },
    ]);
  });

  it(verifies("presto.never-rewritten", "hands on the text as it is, less a closing semicolon"), async () => {
    const handedOn = async (sql: string) => {
      const verdict: ReadVerdict = await judge.read(sql);
      return verdict.kind === "read" ? verdict.sql : null;
    };
    const plain = "  SELECT /* why */ 'a;b', \"c;\" -- ;\n FROM t\t";
    assert.equal(await handedOn(plain), plain);
    assert.equal(await handedOn("SELECT '😀'; -- done"), "SELECT '😀'");
    assert.equal(await handedOn("SELECT 1 -- ;"), "SELECT 1 -- ;");
  });

  it(
    verifies("presto.priced", "names what a statement runs, at its own place; nothing for one that runs no query"),
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

  it("writes nothing to stdout or stderr", async () => {
    const script = `const { startJudge } = await import(${JSON.stringify(import.meta.resolve("@drawbridge/presto/sql/judge"))});
      const judge = await startJudge();
      for (const sql of ["SELECT * FROM a JOIN b ON 1 = 1", "SELECT FROM", "hello", "'", "#"]) await judge.read(sql);
      await judge.close();`;
    const said = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
    assert.deepEqual([said.stdout, said.stderr], ["", ""]);
  });
});
