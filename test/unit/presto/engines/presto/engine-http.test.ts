import assert from "node:assert/strict";
import { SqlError, type SqlErrorCode } from "@drawbridge/presto/errors";
import type { Caller, Row } from "../../../../../reference-servers/servers/presto/engines/engine.ts";
import { createPrestoEngine } from "../../../../../reference-servers/servers/presto/engines/presto/engine.ts";
import { verifies } from "../../../../support/verifies.ts";
import { type Answer, type SeenRequest, type StandIn, startStandIn } from "./stand-in.ts";

const ada: Caller = { user: "ada", agent: "Claude Code, (beta)" };
const never = (): AbortSignal => new AbortController().signal;
const failure = (code: SqlErrorCode) => (error: unknown) => error instanceof SqlError && error.code === code;

/** The answers of a healthy engine: a transaction, then an endless sequence of pages with one row each. */
function healthy(prefix: string) {
  return ({ method, path, body }: SeenRequest, url: string): Answer => {
    if (method === "DELETE") return { status: 204 };
    if (body === "START TRANSACTION READ ONLY") {
      return { headers: { [`${prefix}-started-transaction-id`]: "tx1" }, body: { id: "t", data: [[true]] } };
    }
    if (body === "ROLLBACK") return { body: { id: "r" } };
    if (method === "POST") return { body: { id: "q1", nextUri: `${url}/v1/statement/q1/1` } };
    const page = Number(path.split("/").at(-1));
    const columns = [{ name: "n", type: "bigint" }];
    return { body: { id: "q1", nextUri: `${url}/v1/statement/q1/${page + 1}`, columns, data: [[page]] } };
  };
}

describe("speaking to an engine", () => {
  let standIn: StandIn;
  afterEach(() => standIn.close());

  const engine = (dialect: "presto" | "trino" = "presto") =>
    createPrestoEngine({ url: standIn.url, dialect, catalog: "hive", schema: "ads" });
  const run = (sql = "SELECT 1", signal = never()) => engine().execute(sql, ada, signal);
  const requests = () => standIn.requests.map(({ method, path, body }) => `${method} ${path} ${body}`.trim());

  for (const dialect of ["presto", "trino"] as const) {
    it(verifies("presto.as-the-user", `The user's name is sent in the headers of ${dialect}`), async () => {
      standIn = await startStandIn(healthy(`x-${dialect}`));
      const execution = await engine(dialect).execute("SELECT 'it''s'; -- x", ada, never());
      await execution.cancel();
      const header = (name: string) => standIn.requests.map(({ headers }) => headers[`x-${dialect}-${name}`]);
      assert.ok(header("user").every((user) => user === "ada"));
      assert.ok(header("source").every((source) => source === "drawbridge"));
      assert.ok(header("client-tags").every((tags) => tags === "drawbridge,Claude-Code-beta-"));
      assert.ok(header("catalog").every((catalog) => catalog === "hive"));
      assert.ok(header("schema").every((schema) => schema === "ads"));
      assert.equal(header("transaction-id")[0], "NONE");
      assert.ok(
        header("transaction-id")
          .slice(1)
          .every((id) => id === "tx1"),
      );
      assert.equal(standIn.requests[1]?.body, "SELECT 'it''s'; -- x");
    });
  }

  it(
    verifies(
      "shares.time-limit",
      "A statement ends at the time limit, which the engine also gets as a session property",
    ),
    async () => {
      standIn = await startStandIn(healthy("x-presto"));
      const limited = createPrestoEngine({ url: standIn.url, dialect: "presto", catalog: "hive", schema: "ads" }, 500);
      const execution = await limited.execute("SELECT 1", ada, never());
      await assert.rejects(async () => {
        for await (const batch of execution.batches()) assert.ok(batch.length > 0);
      }, failure("time-limit"));
      await execution.cancel();
      const statement = standIn.requests.find(({ body }) => body === "SELECT 1");
      assert.equal(statement?.headers["x-presto-session"], "query_max_execution_time=1s");
      assert.ok(standIn.requests.some(({ method }) => method === "DELETE"));
      assert.equal(standIn.requests.at(-1)?.body, "ROLLBACK");
    },
  );

  it(
    verifies("presto.cancel", "A statement is started before it is ended, and then the transaction is ended"),
    async () => {
      standIn = await startStandIn(healthy("x-presto"));
      const execution = await run();
      await Promise.all([execution.cancel(), execution.cancel()]);
      assert.deepEqual(requests(), [
        "POST /v1/statement START TRANSACTION READ ONLY",
        "POST /v1/statement SELECT 1",
        "GET /v1/statement/q1/1",
        "DELETE /v1/statement/q1/2",
        "POST /v1/statement ROLLBACK",
      ]);
    },
  );

  it(verifies("presto.cancel", "If the caller leaves early, the statement is started in order to end it"), async () => {
    const abort = new AbortController();
    let wasHeld = false;
    standIn = await startStandIn((seen, url) => {
      if (seen.path !== "/v1/statement/q1/1" || wasHeld) return healthy("x-presto")(seen, url);
      wasHeld = true;
      abort.abort();
      return null; // the first GET is never answered
    });
    await assert.rejects(run("SELECT 1", abort.signal), failure("cancelled"));
    assert.deepEqual(requests().slice(2), [
      "GET /v1/statement/q1/1",
      "GET /v1/statement/q1/1",
      "DELETE /v1/statement/q1/2",
      "POST /v1/statement ROLLBACK",
    ]);
  });

  it(verifies("presto.cancel", "A cancel is sent again while the connection to the engine breaks"), async () => {
    let breaks = 3;
    standIn = await startStandIn((seen, url) => {
      if (seen.method !== "DELETE" || breaks === 0) return healthy("x-presto")(seen, url);
      breaks -= 1;
      return "broken";
    });
    await (await run()).cancel();
    assert.equal(requests().filter((line) => line.startsWith("DELETE")).length, 4);
    breaks = Number.POSITIVE_INFINITY;
    await assert.rejects((await run()).cancel(), failure("engine-unreachable"));
  });

  it(verifies("presto.cap", "No more pages are requested when the reader stops"), async () => {
    standIn = await startStandIn(healthy("x-presto"));
    const rows: Row[] = [];
    for await (const batch of (await run()).batches()) {
      rows.push(...batch);
      if (rows.length === 3) break;
    }
    assert.deepEqual(rows, [[1], [2], [3]]);
    assert.deepEqual(requests().slice(-2), ["DELETE /v1/statement/q1/4", "POST /v1/statement ROLLBACK"]);
  });

  it("An error is thrown if the engine cannot be asked to end a statement", async () => {
    standIn = await startStandIn((seen, url) =>
      seen.method === "DELETE" ? { status: 500 } : healthy("x-presto")(seen, url),
    );
    const execution = await run();
    await assert.rejects(execution.cancel(), failure("engine-unreachable"));
  });

  it(
    verifies("presto.no-connection", "A request that could not be sent is sent again, and one that broke is not"),
    async () => {
      standIn = await startStandIn(healthy("x-presto"));
      const failingWith = (code: string, failures: number) => {
        let left = failures;
        let attempts = 0;
        const send: typeof fetch = (address, init) => {
          attempts += 1;
          left -= 1;
          const cause = Object.assign(new Error(code), { code });
          return left >= 0 ? Promise.reject(new TypeError("fetch failed", { cause })) : fetch(address, init);
        };
        const connection = {
          url: standIn.url,
          dialect: "presto",
          catalog: "hive",
          schema: "ads",
          fetch: send,
        } as const;
        const start = () => createPrestoEngine(connection).execute("SELECT 1", ada, never());
        return { start, attempts: () => attempts };
      };
      await (await failingWith("EAI_AGAIN", 3).start()).cancel();
      const away = failingWith("ECONNREFUSED", Number.POSITIVE_INFINITY);
      await assert.rejects(away.start(), failure("engine-unreachable"));
      assert.equal(away.attempts(), 5);
      const broken = failingWith("ECONNRESET", 1);
      await assert.rejects(broken.start(), failure("engine-unreachable"));
      assert.equal(broken.attempts(), 1);
    },
  );

  it(verifies("presto.protocol", "A busy engine is tried again, and an error is thrown if it stays busy"), async () => {
    let refusals = 3;
    standIn = await startStandIn((seen, url) => {
      refusals -= 1;
      return refusals >= 0 ? { status: [502, 503, 504][refusals] ?? 503 } : healthy("x-presto")(seen, url);
    });
    await (await run()).cancel();
    assert.equal(requests().filter((line) => line.endsWith("READ ONLY")).length, 4);
    refusals = Number.POSITIVE_INFINITY;
    await assert.rejects(run(), failure("engine-unreachable"));
  });

  it(verifies("presto.protocol", "The client of the engine follows no redirect"), async () => {
    standIn = await startStandIn(({ path }, url) =>
      path === "/elsewhere" ? {} : { status: 307, headers: { location: `${url}/elsewhere` } },
    );
    await assert.rejects(run(), failure("engine-unreachable"));
    assert.ok(standIn.requests.every(({ path }) => path !== "/elsewhere"));
  });

  it(verifies("presto.protocol", "The client of the engine refuses a next page at another origin"), async () => {
    standIn = await startStandIn((seen, url) => {
      const answer = healthy("x-presto")(seen, url);
      return seen.body === "SELECT 1"
        ? { body: { id: "q1", nextUri: "http://127.0.0.1:1/v1/statement/q1/1" } }
        : answer;
    });
    await assert.rejects(run(), failure("engine-failed"));
  });

  it(verifies("presto.second-judge", "No statement runs if the engine opens no transaction"), async () => {
    standIn = await startStandIn(() => ({ body: { id: "t" } }));
    await assert.rejects(run(), failure("engine-failed"));
    assert.deepEqual(requests(), ["POST /v1/statement START TRANSACTION READ ONLY"]);
  });

  it("A starting engine is reported as not ready", async () => {
    let starting = true;
    standIn = await startStandIn(() => ({ body: { starting } }));
    await assert.rejects(engine().ready(), failure("engine-unreachable"));
    starting = false;
    await engine().ready();
    await standIn.close();
    await assert.rejects(engine().ready(), failure("engine-unreachable"));
  });

  it(verifies("presto.as-the-user", "A user name that is no valid header value is not sent"), async () => {
    standIn = await startStandIn(healthy("x-presto"));
    for (const user of ["", " ", "ada\r\nX-Presto-User: root", "адa", "ada\u0000"]) {
      await assert.rejects(engine().execute("SELECT 1", { user, agent: null }, never()), failure("denied-by-engine"));
    }
    assert.deepEqual(standIn.requests, []);
  });
});
