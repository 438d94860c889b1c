import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { ToolError } from "@drawbridge/framework";
import { cancelled, SqlError } from "@drawbridge/presto/errors";
import type { Engine, Execution } from "../../../../reference-servers/servers/presto/engines/engine.ts";
import { type Capacity, shareEngine } from "../../../../reference-servers/servers/presto/engines/shared-engine.ts";
import { verifies } from "../../../support/verifies.ts";

const never = new AbortController().signal;
const ada = { user: "ada", agent: null };
const bob = { user: "bob", agent: null };
const change = {
  kind: "change",
  verb: "DELETE",
  sql: "",
  targets: [],
  reads: [],
  query: null,
  functions: [],
  replaces: false,
} as const;
const table = { kind: "table", catalog: null, schema: "ads", name: "t" } as const;
const price = { tables: [], objects: [], rows: 1, bytes: 1 };
const planned = { ...price, basis: { bindings: [], unheld: [] }, effect: null };
const resolution = { objects: [], unreadable: [] };

/** An engine in which every call runs until the test releases it. */
function heldEngine() {
  const underWay: { what: string; user: string; end(): void }[] = [];
  const hold = <Result>(what: string, user: string, result: Result) =>
    new Promise<Result>((resolve) => {
      const entry = {
        what,
        user,
        end: () => {
          underWay.splice(underWay.indexOf(entry), 1);
          resolve(result);
        },
      };
      underWay.push(entry);
    });
  const engine: Engine = {
    kind: "duckdb",
    defaults: { catalog: null, schema: null },
    ready: async () => {},
    estimate: (_, { user }) => hold("estimate", user, price),
    lookUp: (_, { user }) => hold("look-up", user, []),
    findTables: (_, { user }) => hold("find", user, []),
    describeTable: (_, { user }) =>
      hold("describe", user, { name: "t", object: table, kind: "table" as const, comment: null, columns: [], rows: 1 }),
    planChange: (_, __, { user }) => hold("plan-change", user, planned),
    makeChange: (_, { user }) => hold("change", user, { rows: 1 }),
    outcomeOf: async () => "unknown",
    close: async () => {},
    explainChange: (sql, caller, signal) => engine.execute(sql, caller, signal),
    execute: async (_, { user }, signal): Promise<Execution> => {
      const running = hold("run", user, undefined);
      const letGo = () => underWay.find(({ what, user: of }) => what === "run" && of === user)?.end();
      signal.addEventListener("abort", letGo, { once: true });
      return {
        engineId: null,
        columns: async () => [],
        async *batches() {
          await running;
          signal.throwIfAborted();
          yield [[1]];
        },
        cancel: async () => letGo(),
      };
    },
  };
  const running = () => underWay.map(({ what, user }) => `${user} ${what}`);
  return { engine, underWay, running };
}

const one = { maxRunning: 2, maxRunningPerUser: 1 };
const capacity: Capacity = { planning: one, running: one, planningChanges: one, changing: one };

async function read(execution: Promise<Execution>) {
  let rows = 0;
  for await (const batch of (await execution).batches()) rows += batch.length;
  return rows;
}

describe("a shared engine", () => {
  const stages = [
    { stage: "estimate", ask: (engine: Engine, who: typeof ada) => engine.estimate("SELECT 1", who, never) },
    { stage: "look-up", ask: (engine: Engine, who: typeof ada) => engine.lookUp([], who, never) },
    { stage: "find", ask: (engine: Engine, who: typeof ada) => engine.findTables("", who, never) },
    { stage: "describe", ask: (engine: Engine, who: typeof ada) => engine.describeTable(table, who, never) },
    { stage: "run", ask: (engine: Engine, who: typeof ada) => read(engine.execute("SELECT 1", who, never)) },
    {
      stage: "plan-change",
      ask: (engine: Engine, who: typeof ada) => engine.planChange(change, resolution, who, never),
    },
    {
      stage: "change",
      ask: (engine: Engine, who: typeof ada) =>
        engine.makeChange(change, who, { planned, resolution, begins: async () => {}, signal: never }),
    },
  ];
  for (const { stage, ask } of stages) {
    it(
      verifies(
        "shares.bounded",
        `At the stage "${stage}", one call of a user runs at a time, and another user is served`,
      ),
      async () => {
        const { engine, underWay, running } = heldEngine();
        const shared = shareEngine(engine, capacity, 60_000);
        const calls = [ask(shared, ada), ask(shared, ada), ask(shared, bob), ask(shared, ada)];
        await turn();
        assert.deepEqual(running(), [`ada ${stage}`, `bob ${stage}`]);
        while (underWay.length > 0) {
          underWay[0]?.end();
          await turn();
          assert.ok(running().filter((each) => each.startsWith("ada")).length <= 1);
        }
        await Promise.all(calls);
      },
    );
  }

  it(verifies("shares.bounded", "Planning and running do not block each other when one of them is full"), async () => {
    const { engine, running } = heldEngine();
    const shared = shareEngine(engine, capacity, 60_000);
    for (const who of [ada, bob]) {
      void read(shared.execute("SELECT 1", who, never));
      void shared.estimate("SELECT 1", who, never);
    }
    await turn();
    assert.deepEqual(running().toSorted(), ["ada estimate", "ada run", "bob estimate", "bob run"]);
  });

  it(
    verifies("shares.bounded", "The seventeenth waiting statement of a user is refused, and the error says what to do"),
    async () => {
      const { engine } = heldEngine();
      const shared = shareEngine(engine, capacity, 60_000);
      const calls = Array.from({ length: 17 }, () => shared.estimate("SELECT 1", ada, never));
      const failure: unknown = await shared.estimate("SELECT 1", ada, never).catch((error: unknown) => error);
      assert.ok(failure instanceof ToolError);
      assert.match(failure.message, /already have 1 statements to plan under way and 16 waiting/);
      assert.equal(calls.length, 17);
    },
  );

  it(verifies("shares.bounded", "A statement that fails before its columns are known ends its turn"), async () => {
    const { engine } = heldEngine();
    let cancels = 0;
    const failing: Engine["execute"] = async () => ({
      engineId: null,
      columns: () => Promise.reject(new SqlError("not-a-read", "", "")),
      batches: () => assert.fail("a reader that got an error of the columns reads no rows"),
      cancel: async () => {
        cancels += 1;
      },
    });
    const shared = shareEngine({ ...engine, execute: failing }, capacity, 60_000);
    for (let n = 1; n <= 3; n += 1) {
      const execution = await shared.execute("SELECT 1", ada, never);
      await assert.rejects(execution.columns(), (error) => error instanceof SqlError && error.code === "not-a-read");
      assert.equal(cancels, n);
    }
  });

  it(verifies("shares.time-limit", "A statement ends at the time limit, and the next one gets its place"), async () => {
    const { engine, underWay } = heldEngine();
    const shared = shareEngine(engine, capacity, 30);
    const isLate = (error: unknown) => error instanceof SqlError && error.code === "time-limit";
    const unread = await shared.execute("SELECT 1", ada, never);
    const waiting = read(shared.execute("SELECT 2", ada, never));
    await assert.rejects(read(Promise.resolve(unread)), isLate);
    await assert.rejects(waiting, isLate);
    assert.deepEqual(underWay, []);
  });

  it(
    verifies("shares.time-limit", "A change ends at the time limit; it may have been made if the engine cannot say"),
    async () => {
      const { engine } = heldEngine();
      const stopped = async (mayHaveRun: boolean | undefined) => {
        const makeChange: Engine["makeChange"] = (_, __, { signal }) =>
          new Promise((_resolve, reject) => {
            const error = mayHaveRun === undefined ? cancelled() : new SqlError("cancelled", "", "", { mayHaveRun });
            signal.addEventListener("abort", () => reject(error));
          });
        const making = { planned, resolution, begins: async () => {}, signal: never };
        const error: unknown = await shareEngine({ ...engine, makeChange }, capacity, 30)
          .makeChange(change, ada, making)
          .catch((error: unknown) => error);
        assert.ok(error instanceof SqlError);
        return [error.code, error.mayHaveRun];
      };
      assert.deepEqual(await stopped(undefined), ["time-limit", true]);
      assert.deepEqual(await stopped(false), ["cancelled", false]);
    },
  );
});
