import assert from "node:assert/strict";
import { mock } from "node:test";
import { SqlError } from "@drawbridge/presto/errors";
import type { Execution, Row } from "../../../../reference-servers/servers/presto/engines/engine.ts";
import {
  createQueries,
  defaultLimits,
  type Queries,
} from "../../../../reference-servers/servers/presto/queries/queries.ts";
import { until } from "../../../support/clocks/until.ts";
import { verifies } from "../../../support/verifies.ts";

const estimate = { tables: [], objects: [], rows: 1, bytes: 1 };

/** A statement that returns these batches, then ends or continues forever. */
function statement(batches: readonly (readonly Row[])[], { endless = false } = {}) {
  const calls = { cancels: 0, aborted: false, read: 0 };
  const execute = async (signal: AbortSignal): Promise<Execution> => ({
    engineId: null,
    columns: async () => [{ name: "n", type: "INTEGER" }],
    async *batches() {
      for (const batch of batches) {
        calls.read += 1;
        yield batch;
      }
      if (!endless) return;
      await new Promise((_, reject) => {
        const stop = () => {
          calls.aborted = true;
          reject(signal.reason);
        };
        if (signal.aborted) stop();
        else signal.addEventListener("abort", stop, { once: true });
      });
    },
    cancel: async () => {
      calls.cancels += 1;
    },
  });
  return { seen: calls, execute };
}

const unknown = (error: unknown) => error instanceof SqlError && error.code === "unknown-query";
const tooMany = (error: unknown) => error instanceof SqlError && error.code === "too-many-queries";

describe("queries", () => {
  let queries: Queries;
  const start = (execute: (signal: AbortSignal) => Promise<Execution>, owner = "ada", rows = 10, bytes = 1_000) =>
    queries.start({ owner, estimate, caps: { rows, bytes }, execute });
  beforeEach(() => {
    queries = createQueries(defaultLimits);
  });
  afterEach(() => queries.close());

  it("A query is read to its end without requests from the caller", async () => {
    const { execute, seen: calls } = statement([[[1], [2]], [[3]]]);
    const query = start(execute);
    assert.equal(query.state.status, "running");
    await query.settled;
    assert.deepEqual(query.state, { status: "finished" });
    assert.deepEqual(query.rows, [[1], [2], [3]]);
    assert.deepEqual(query.columns, [{ name: "n", type: "INTEGER" }]);
    assert.equal(query.cutAt, null);
    assert.equal(calls.cancels, 0);
  });

  it(
    verifies("presto.cap", "Reading stops at the row after the limit, and the query is cancelled in the engine"),
    async () => {
      const { execute, seen: calls } = statement([[[1], [2]], [[3], [4]], [[5]], [[6]]]);
      const query = start(execute, "ada", 4);
      await query.settled;
      assert.deepEqual([query.rows.length, query.cutAt, calls.cancels, calls.read], [4, "rows", 1, 3]);
    },
  );

  it(verifies("presto.cap", "A result with exactly as many rows as the limit is complete"), async () => {
    const { execute, seen: calls } = statement([
      [[1], [2]],
      [[3], [4]],
    ]);
    const query = start(execute, "ada", 4);
    await query.settled;
    assert.deepEqual([query.rows.length, query.cutAt, calls.cancels], [4, null, 0]);
  });

  it(verifies("presto.cap", "Reading stops at the limit of bytes"), async () => {
    const { execute, seen: calls } = statement([[["x".repeat(400)], ["x".repeat(400)], ["x".repeat(400)]]]);
    const query = start(execute);
    await query.settled;
    assert.deepEqual([query.rows.length, query.cutAt, calls.cancels], [2, "bytes", 1]);
  });

  it("A failed query keeps its error", async () => {
    const foreseen = new SqlError("denied-by-engine", "No.", "Ask.");
    const query = start(() => Promise.reject(foreseen));
    await query.settled;
    assert.deepEqual(query.state, { status: "failed", failure: foreseen });
  });

  it(verifies("presto.quiet-errors", "An unexpected failure does not reveal the driver's message"), async () => {
    const query = start(() => Promise.reject(new TypeError("SELECT secret")));
    await query.settled;
    assert.ok(query.state.status === "failed");
    assert.equal(query.state.failure.code, "engine-failed");
    assert.doesNotMatch(query.state.failure.message, /secret/);
    assert.equal(query.state.failure.cause, undefined);
  });

  it("A cancelled query counts as cancelled at once, and stops in the engine", async () => {
    const { execute, seen: calls } = statement([[[1]]], { endless: true });
    const query = start(execute);
    await until("it has read the first batch", () => calls.read === 1);
    query.cancel();
    assert.equal(query.state.status, "cancelled");
    await query.released;
    assert.equal(query.state.status, "cancelled");
    assert.ok(calls.aborted);
  });

  it(
    verifies("presto.ownership", "The query of another user gets the same error as a query that does not exist"),
    async () => {
      const query = start(statement([]).execute);
      assert.equal(queries.find("ada", query.id), query);
      const errors = [query.id, "q_never"].map((id) => {
        try {
          return queries.find("ines", id);
        } catch (error) {
          return error instanceof SqlError ? [error.code, error.message, error.next] : error;
        }
      });
      assert.deepEqual(errors[0], errors[1]);
      assert.throws(() => queries.find("ines", query.id), unknown);
    },
  );

  it("The ids of queries cannot be guessed", () => {
    const ids = new Set(Array.from({ length: 3 }, () => start(statement([]).execute, "ada").id));
    assert.equal(ids.size, 3);
    for (const id of ids) assert.match(id, /^q_[\w-]{16}$/);
  });

  it(verifies("presto.bounded", "The number of running queries of a user is limited"), async () => {
    queries = createQueries({ ...defaultLimits, maxRunningPerUser: 2 });
    const endless = () => statement([], { endless: true }).execute;
    const first = start(endless());
    start(endless());
    assert.throws(() => start(endless()), tooMany);
    start(endless(), "ines");
    first.cancel();
    start(endless());
  });

  it(verifies("presto.bounded", "Only the newest results of a user are stored, up to the limit"), async () => {
    queries = createQueries({ ...defaultLimits, maxStoredPerUser: 2 });
    const oldest = start(statement([]).execute);
    await oldest.settled;
    await start(statement([]).execute).settled;
    const newest = start(statement([]).execute);
    await newest.settled;
    const others = start(statement([]).execute, "ines");
    await others.settled;
    assert.throws(() => queries.find("ada", oldest.id), unknown);
    assert.equal(queries.find("ada", newest.id), newest);
    assert.equal(queries.find("ines", others.id), others);
  });

  it(
    verifies("presto.bounded", "Stored results are limited in bytes, and no running query ends because of that"),
    async () => {
      queries = createQueries({ ...defaultLimits, maxStoredBytes: 1_000 });
      const big = [["x".repeat(600)]];
      const { execute, seen: calls } = statement([big], { endless: true });
      const running = start(execute, "omar");
      await until("it has read its batch", () => calls.read === 1);
      const first = start(statement([big]).execute);
      await first.settled;
      const second = start(statement([[[1]]]).execute, "ines");
      await second.settled;
      assert.throws(() => queries.find("ada", first.id), unknown);
      assert.equal(queries.find("ines", second.id), second);
      assert.equal(running.state.status, "running");
    },
  );

  it(verifies("presto.expiry", "A query that is not used for a while is cancelled and deleted"), async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const { execute, seen: calls } = statement([], { endless: true });
      const query = start(execute);
      mock.timers.tick(defaultLimits.idleMs - 1);
      queries.find("ada", query.id);
      mock.timers.tick(defaultLimits.idleMs - 1);
      assert.equal(query.state.status, "running");
      mock.timers.tick(1);
      assert.equal(query.state.status, "cancelled");
      await query.released;
      assert.ok(calls.aborted);
      assert.throws(() => queries.find("ada", query.id), unknown);
    } finally {
      mock.timers.reset();
    }
  });

  it(verifies("presto.drain", "Closing cancels all queries and rejects new ones"), async () => {
    const statements = [statement([], { endless: true }), statement([], { endless: true })];
    for (const { execute } of statements) start(execute);
    await queries.close();
    assert.ok(statements.every(({ seen: calls }) => calls.aborted));
    assert.throws(() => start(statement([]).execute), tooMany);
  });
});
