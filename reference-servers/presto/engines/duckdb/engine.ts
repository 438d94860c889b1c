/**
 * DuckDB, the embedded engine behind the tools, in processes of its own (see engine-process.ts): one for each statement
 * under way (processes.ts), so that none ends or holds up another's.
 */
import { Basis } from "@drawbridge/contracts/approvals";
import type { Amount } from "@drawbridge/framework/plan";
import { z } from "zod";
import { cancelled, SqlError } from "../../errors.ts";
import { ObjectName } from "../../sql/object-name.ts";
import type { Engine, Execution, Row } from "../engine.ts";
import { type Capacity, defaultStatementTimeoutMs, shareEngine } from "../shared-engine.ts";
import { startProcesses } from "./processes.ts";
import { type SpawnedEngine, spawnEngine } from "./spawned-engine.ts";
import { discardLeftCopies, type StagedCopy, stageCopy } from "./staged-copy.ts";

export interface DuckDbOptions {
  readonly file: string;
  /** Makes the sample warehouse where `file` is not there; left out, that is an error. */
  readonly sample?: boolean;
  readonly onProgress?: (message: string) => void;
  /** The most that a statement may run; ten minutes where left out. */
  readonly statementTimeoutMs?: number;
  /** The most that pricing a statement may take; five seconds where left out. */
  readonly planningTimeoutMs?: number;
}

/** A process of 45 MB each. Changes are made one after another: each begins with a copy of what the one before left. */
const capacity: Capacity = {
  planning: { maxRunning: 2, maxRunningPerUser: 1 },
  running: { maxRunning: 3, maxRunningPerUser: 2 },
  planningChanges: { maxRunning: 2, maxRunningPerUser: 1 },
  changing: { maxRunning: 1, maxRunningPerUser: 1 },
};

/** Planning computes what is constant, however long that takes; DuckDB's planner needs milliseconds for the rest. */
export const defaultPlanningTimeoutMs = 5_000;
/** The same in a statement's own process, where it holds up no other user's. */
const ownPlanningMs = 10_000;
/** Planning a change copies the warehouse, starts a process for it, and may try the change there. */
const planningChangeMs = 10_000;
const readyMs = 5_000;

const amount: z.ZodType<Amount> = z.union([z.number(), z.literal("unknown")]);
const Made = z.object({ rows: amount });
const Relation = z.object({
  kind: z.enum(["table", "view", "function", "type"]),
  catalog: z.string().nullable(),
  schema: z.string().nullable(),
  name: z.string(),
});
const Estimate = z.object({
  tables: z.array(z.string()),
  objects: z.array(Relation),
  rows: amount,
  bytes: amount,
});
const Planned = Estimate.extend({
  basis: Basis,
  effect: z.object({ rows: z.number(), digest: z.string().nullable() }).nullable(),
});
const Columns = z.array(z.object({ name: z.string(), type: z.string() }));
/** Rows as the engine gave them; looking into each would cost more than reading it. */
const Batch = z.custom<readonly Row[] | null>((value) => value === null || Array.isArray(value));
const Table = z.object({
  name: z.string(),
  object: ObjectName,
  kind: z.enum(["table", "view"]),
  comment: z.string().nullable(),
});
const Place = z.object({ catalog: z.string(), schema: z.string() });
const Definitions = z.array(
  z.object({
    name: Relation,
    kind: z.enum(["table", "view", "macro", "type", "metadata"]),
    text: z.string().nullable(),
    names: z.array(Relation).nullable(),
  }),
);
const Description = Table.omit({ object: true }).extend({
  columns: z.array(z.object({ name: z.string(), type: z.string(), comment: z.string().nullable() })),
  rows: amount,
});

/** Resolves when the warehouse is open; throws where it cannot be. */
export async function createDuckDbEngine({
  file,
  sample = false,
  onProgress = () => {},
  statementTimeoutMs = defaultStatementTimeoutMs,
  planningTimeoutMs = defaultPlanningTimeoutMs,
}: DuckDbOptions): Promise<Engine> {
  await discardLeftCopies(file);
  const processes = await startProcesses(() => spawnEngine({ file, purpose: sample ? "sample" : "read", onProgress }));
  const defaults = await processes.use((engine) =>
    engine.ask(engine.newId(), { op: "defaults" }, Place, AbortSignal.timeout(readyMs)),
  );

  /** A process and a copy for one change, and neither left behind. */
  const onCopy = async <Result>(
    work: (copy: SpawnedEngine, staged: StagedCopy) => Promise<Result>,
  ): Promise<Result> => {
    const staged = await stageCopy(file);
    try {
      const copy = await spawnEngine({ file: staged.file, purpose: "change", onProgress });
      try {
        return await work(copy, staged);
      } finally {
        await copy.close();
      }
    } finally {
      await staged.discard();
    }
  };

  const engine: Engine = {
    kind: "duckdb",
    defaults,

    ready: () => processes.ready(AbortSignal.timeout(readyMs)),

    estimate: (sql, _caller, signal) =>
      processes.use((engine) =>
        inTime(signal, planningTimeoutMs, (either) =>
          engine.ask(engine.newId(), { op: "estimate", sql }, Estimate, either),
        ),
      ),

    async execute(sql, _caller, signal, price) {
      const { engine, release } = await processes.take();
      try {
        const id = engine.newId();
        const columns = await inTime(signal, ownPlanningMs, (either) =>
          engine.ask(id, { op: "execute", sql, price: price ?? null }, Columns, either),
        );
        return executionOf(engine, id, columns, signal, release);
      } catch (error) {
        await release();
        throw error;
      }
    },

    planChange: (change, _behind, _caller, signal) =>
      inTime(signal, planningChangeMs, (either) =>
        onCopy((copy, { fileVersion }) =>
          copy.ask(copy.newId(), { op: "plan-change", change, fileVersion }, Planned, either),
        ),
      ),

    makeChange: (change, _caller, { planned, signal }) =>
      unchanged(
        onCopy(async (copy, staged) => {
          const { fileVersion } = staged;
          const question = { op: "make-change", change, fileVersion, planned } as const;
          const made = await copy.ask(copy.newId(), question, Made, signal);
          await copy.close();
          signal.throwIfAborted();
          await staged.keep();
          return made;
        }),
      ).then(async (made) => {
        await processes.reopen();
        return made;
      }),

    /** A change is whole or not at all, and leaves no trace by which it could be told apart from another's. */
    outcomeOf: async () => "unknown",

    lookUp: (names, _caller, signal) =>
      processes.use((engine) => engine.ask(engine.newId(), { op: "look-up", names }, Definitions, signal)),

    findTables: (pattern, _caller, signal) =>
      processes.use((engine) => engine.ask(engine.newId(), { op: "find-tables", pattern }, z.array(Table), signal)),

    describeTable: (name, _caller, signal) =>
      processes.use((engine) => engine.ask(engine.newId(), { op: "describe-table", name }, Description, signal)),

    close: () => processes.close(),
  };
  return shareEngine(engine, capacity, statementTimeoutMs);
}

/** Until the copy takes the warehouse's place nothing has changed, whatever failed. */
async function unchanged<Result>(making: Promise<Result>): Promise<Result> {
  try {
    return await making;
  } catch (error) {
    const { code, message, next } = error instanceof SqlError ? error : cancelled();
    throw new SqlError(code, message, next, { mayHaveRun: false });
  }
}

function executionOf(
  engine: SpawnedEngine,
  id: number,
  columns: z.infer<typeof Columns>,
  signal: AbortSignal,
  release: () => Promise<void>,
): Execution {
  const end = (): Promise<void> => {
    signal.removeEventListener("abort", end);
    engine.abort(id);
    return release();
  };
  signal.addEventListener("abort", end, { once: true });

  return {
    engineId: null,
    columns: async () => columns,
    async *batches() {
      try {
        for (;;) {
          const batch = await engine.ask(engine.newId(), { op: "next", execution: id }, Batch, signal);
          if (batch === null) return;
          yield batch;
        }
      } catch (error) {
        throw signal.aborted ? cancelled() : error;
      } finally {
        await end();
      }
    },
    cancel: end,
  };
}

async function inTime<T>(
  signal: AbortSignal,
  timeoutMs: number,
  work: (either: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    return await work(AbortSignal.any([signal, deadline]));
  } catch (error) {
    if (error !== deadline.reason) throw error;
    throw new SqlError(
      "engine-failed",
      `The engine did not plan the statement within ${timeoutMs / 1000} s.`,
      "Make its constant parts smaller.",
    );
  }
}
