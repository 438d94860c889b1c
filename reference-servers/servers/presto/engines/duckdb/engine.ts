/**
 * DuckDB, the embedded engine of the tools. Each running statement has a process of its own (engine-process.ts,
 * processes.ts), so that no statement ends or delays another.
 */
import { Basis } from "@drawbridge/contracts/approvals";
import type { Amount } from "@drawbridge/framework";
import { z } from "zod";
import { cancelled, SqlError } from "../../errors.ts";
import { ObjectName } from "../../sql/object-name.ts";
import type { Engine, Execution, Row } from "../engine.ts";
import { type Capacity, defaultStatementTimeoutMs, shareEngine } from "../shared-engine.ts";
import { discardLeftCopies, type StagedCopy, stageCopy } from "./change/staged-copy.ts";
import { startProcesses } from "./process/processes.ts";
import { type SpawnedEngine, spawnEngine } from "./process/spawned-engine.ts";

export interface DuckDbOptions {
  readonly file: string;
  /** If true, the sample warehouse is created if `file` does not exist. Otherwise a missing file is an error. */
  readonly sample?: boolean;
  readonly onProgress?: (message: string) => void;
  /** Maximum time of a statement; default ten minutes. */
  readonly statementTimeoutMs?: number;
  /** Maximum time to price a statement; default five seconds. */
  readonly planningTimeoutMs?: number;
}

/**
 * Each process needs 45 MB. Changes are made one after another, because each starts with a copy of the result of the
 * one before.
 */
const capacity: Capacity = {
  planning: { maxRunning: 2, maxRunningPerUser: 1 },
  running: { maxRunning: 3, maxRunningPerUser: 2 },
  planningChanges: { maxRunning: 2, maxRunningPerUser: 1 },
  changing: { maxRunning: 1, maxRunningPerUser: 1 },
};

/**
 * While planning, DuckDB computes constant expressions, which can take any time; the rest of planning takes
 * milliseconds.
 */
export const defaultPlanningTimeoutMs = 5_000;
/** The same limit in a statement's own process, where planning delays no other user. */
const ownPlanningTimeoutMs = 10_000;
/** Planning a change copies the warehouse, starts a process, and may try the change there. */
const planChangeTimeoutMs = 10_000;
const readyTimeoutMs = 5_000;

const amount: z.ZodType<Amount> = z.union([z.number(), z.literal("unknown")]);
const MadeChange = z.object({ rows: amount });
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
const Columns = z.array(z.object({ name: z.string(), type: z.string() }));
/** Rows as the engine sent them; validating each one would take longer than reading it. */
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
const Description = Table.extend({
  columns: z.array(z.object({ name: z.string(), type: z.string(), comment: z.string().nullable() })),
  rows: amount,
});
const Planned = Estimate.extend({
  basis: Basis,
  effect: z.object({ rows: z.number(), digest: z.string().nullable() }).nullable(),
  before: z.array(Description),
  redefinition: z.object({ object: z.string(), now: z.string().nullable(), after: z.string().nullable() }).nullable(),
});

/** Resolves when the warehouse is open. Throws an Error if it cannot be opened. */
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
    engine.ask(engine.newId(), { op: "defaults" }, Place, AbortSignal.timeout(readyTimeoutMs)),
  );

  /** Runs `work` with a process and a copy for one change, and removes both afterwards. */
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

    ready: () => processes.ready(AbortSignal.timeout(readyTimeoutMs)),

    estimate: (sql, _caller, signal) =>
      processes.use((engine) =>
        withDeadline(signal, planningTimeoutMs, (either) =>
          engine.ask(engine.newId(), { op: "estimate", sql }, Estimate, either),
        ),
      ),

    async execute(sql, _caller, signal, price) {
      const { engine, release } = await processes.take();
      try {
        const id = engine.newId();
        const columns = await withDeadline(signal, ownPlanningTimeoutMs, (either) =>
          engine.ask(id, { op: "execute", sql, price: price ?? null }, Columns, either),
        );
        return executionOf(engine, id, columns, signal, release);
      } catch (error) {
        await release();
        throw error;
      }
    },

    /** It runs only queries, so this is refused. */
    explainChange: (sql, caller, signal) => engine.execute(sql, caller, signal),

    planChange: (change, _behind, _caller, signal) =>
      withDeadline(signal, planChangeTimeoutMs, (either) =>
        onCopy((copy, { fileVersion }) =>
          copy.ask(copy.newId(), { op: "plan-change", change, fileVersion }, Planned, either),
        ),
      ),

    makeChange: (change, _caller, { planned, signal }) =>
      markNotRun(
        onCopy(async (copy, staged) => {
          const { fileVersion } = staged;
          const question = { op: "make-change", change, fileVersion, planned } as const;
          const result = await copy.ask(copy.newId(), question, MadeChange, signal);
          await copy.close();
          signal.throwIfAborted();
          await staged.keep();
          return result;
        }),
      ).then(async (result) => {
        await processes.reopen();
        return result;
      }),

    /** A change leaves no trace that distinguishes it from another change. */
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

/** Marks errors as "did not run": until the copy replaces the warehouse, nothing has changed. */
async function markNotRun<Result>(making: Promise<Result>): Promise<Result> {
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

async function withDeadline<T>(
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
      "If it computes a long constant, make that smaller. If it does not, the engine is busy: call again in a moment.",
    );
  }
}
