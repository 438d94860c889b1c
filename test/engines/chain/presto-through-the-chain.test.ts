import assert from "node:assert/strict";
import { CommandLine } from "../../support/agents/command-line.ts";
import { modernAgent } from "../../support/agents/installed-agents.ts";
import { until } from "../../support/clocks/until.ts";
import { sharedPresto, type TestPresto } from "../../support/engines/presto-engine.ts";
import { InboxVisitor } from "../../support/people/inbox-visitor.ts";
import { approvedCall } from "../../support/people/waiting-request.ts";
import { verifies } from "../../support/verifies.ts";
import { type RunningStack, runStack } from "../../support/worlds/running-stack.ts";

const Q1 = `SELECT returnflag, linestatus, sum(quantity) AS sum_qty, count(*) AS count_order
FROM lineitem WHERE shipdate <= DATE '1998-12-01' - INTERVAL '90' DAY
GROUP BY returnflag, linestatus ORDER BY returnflag, linestatus`;

const Q6 = `SELECT sum(extendedprice * discount) AS revenue FROM lineitem
WHERE shipdate >= DATE '1994-01-01' AND shipdate < DATE '1994-01-01' + INTERVAL '1' YEAR
AND discount BETWEEN 0.06 - 0.01 AND 0.06 + 0.01 AND quantity < 24`;

/** Within the budget, and minutes of work: the engine stops it only where it is asked to. */
const endless = "SELECT count(*) FROM tpch.sf100.lineitem WHERE partkey % 7 = 3";

describe("a stdio agent and a real Presto, with everything in between", function () {
  this.timeout(120_000);
  let presto: TestPresto;
  let stack: RunningStack;
  let ada: CommandLine;
  let ines: CommandLine;

  before(async function () {
    presto = await sharedPresto(this);
    stack = await runStack({
      variables: { PRESTO_URL: presto.url, PRESTO_CATALOG: "tpch", PRESTO_SCHEMA: "sf1", PRESTO_MAX_ROWS: "50" },
    });
    ada = new CommandLine();
    ines = new CommandLine();
    for (const [line, name] of [
      [ada, "ada"],
      [ines, "ines"],
    ] as const) {
      const { code, stderr } = await line.run("login", "--registry", stack.registryUrl, "--as", name);
      assert.equal(code, 0, stderr);
    }
  });
  after(async () => {
    await ada?.dispose();
    await ines?.dispose();
    await stack?.stop();
  });

  const rowsFor = async (line: CommandLine, sql: string): Promise<unknown[][]> => {
    const { code, stdout, stderr } = await line.run(
      "call",
      "presto",
      "query",
      "--json",
      "--args",
      JSON.stringify({ sql }),
    );
    assert.equal(code, 0, stderr);
    return rowsOf(JSON.parse(stdout));
  };

  // TPC-H's own answer set (specification 3.0.1, appendix and dbgen's answers) is for scale factor 1.
  it(verifies("chain.tpch", "Through the whole chain, TPC-H Q1 gives the published answer"), async () => {
    const rows = await rowsFor(ada, Q1);
    assert.deepEqual(
      rows.map(([flag, status, quantity, count]) => [flag, status, Number(quantity), Number(count)]),
      [
        ["A", "F", 37_734_107, 1_478_493],
        ["N", "F", 991_417, 38_854],
        ["N", "O", 74_476_040, 2_920_374],
        ["R", "F", 37_719_753, 1_478_870],
      ],
    );
  });

  it(verifies("chain.tpch", "Through the whole chain, TPC-H Q6 gives the published answer"), async () => {
    const [[revenue] = []] = await rowsFor(ada, Q6);
    assert.equal(Number(revenue).toFixed(2), "123141078.23");
  });

  it(
    verifies(
      "chain.end-user",
      "Through the whole chain, every query runs as the engineer and is marked as Drawbridge's",
    ),
    async () => {
      await rowsFor(ines, "SELECT count(*) FROM nation");
      const ran = (await presto.queries()).filter(({ sql }) => sql === "SELECT count(*) FROM nation");
      assert.deepEqual([...new Set(ran.map(({ user }) => user))], ["ines"]);
      assert.ok(ran.every(({ source, tags }) => source === "drawbridge" && tags.includes("drawbridge")));
    },
  );

  it(
    verifies("chain.engine-denies", "The engine's own rules can deny a query that came through the whole chain"),
    async () => {
      await rowsFor(ada, "SHOW SCHEMAS FROM memory");
      const { code, stderr } = await ines.run(
        ...["call", "presto", "query", "--args", '{"sql":"SHOW SCHEMAS FROM memory"}'],
      );
      assert.equal(code, 1, stderr);
      assert.match(stderr, /The engine denied it: Cannot access catalog memory/);
    },
  );

  it(
    verifies("routing.chain", "A change, and a read of unknown cost, that ada approves in the inbox run as ada"),
    async () => {
      const inbox = new InboxVisitor(stack.registryUrl);
      await inbox.signIn("ada");
      const approved = (tool: "query" | "write_query", sql: string) => approvedCall(ada, inbox, tool, sql);
      const create = "CREATE TABLE memory.default.chained AS SELECT * FROM tpch.tiny.nation";
      assert.match(await approved("write_query", create), /"rows":\s*25\b/);
      const count = await approved("query", "SELECT count(*) FROM memory.default.chained");
      assert.deepEqual(rowsOf(JSON.parse(count)), [[25]]);
      const ran = (await presto.queries()).filter(({ sql }) => sql === create);
      assert.deepEqual(
        ran.map(({ user }) => user),
        ["ada"],
      );
      await approved("write_query", "DROP TABLE memory.default.chained");
    },
  );

  it(verifies("chain.engine-cancel", "A query ends in the engine when the agent cancels its call"), async () => {
    const agent = await modernAgent("presto", ada.home);
    try {
      const giveUp = new AbortController();
      const call = agent.callTool({ name: "query", arguments: { sql: endless } }, { signal: giveUp.signal });
      const ended = assert.rejects(call);
      const states = async () =>
        (await presto.queries()).filter(({ sql }) => sql === endless).map(({ state }) => state);
      await until("the query runs in the engine", async () => (await states()).includes("RUNNING"));
      giveUp.abort();
      await ended;
      await until("the engine lists it as ended", async () => (await states()).every((state) => state === "FAILED"));
    } finally {
      await agent.close();
    }
  });

  it(verifies("chain.engine-cap", "A result stops at the operator's limit, and the answer says so"), async () => {
    const { code, stdout } = await ada.run(
      ...["call", "presto", "query", "--json", "--args", '{"sql":"SELECT orderkey FROM orders"}'],
    );
    assert.equal(code, 0);
    const answer: unknown = JSON.parse(stdout);
    assert.equal(rowsOf(answer).length, 50);
    assert.match(stdout, /"truncated"/);
    assert.match(stdout, /limit of 50 rows/);
  });
});

/** The rows of a call's result, as `call --json` prints it. */
function rowsOf(answer: unknown): unknown[][] {
  if (typeof answer !== "object" || answer === null) throw new Error("not an object");
  const structured: unknown = "structuredContent" in answer ? answer.structuredContent : answer;
  if (typeof structured !== "object" || structured === null || !("rows" in structured)) throw new Error("no rows");
  if (!Array.isArray(structured.rows)) throw new Error("rows are not a list");
  return structured.rows;
}
