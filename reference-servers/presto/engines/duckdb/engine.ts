/**
 * DuckDB, the embedded engine behind the tools, in a process of its own (see engine-process.ts). A process that ended
 * is replaced with the next question; who waited for it is told.
 */
import type { Amount } from "@drawbridge/framework/plan";
import { z } from "zod";
import { cancelled, SqlError } from "../../errors.ts";
import { ObjectName } from "../../sql/object-name.ts";
import type { Engine, Execution, Row } from "../engine.ts";
import { createSlots } from "./slots.ts";
import { type SpawnedEngine, spawnEngine } from "./spawned-engine.ts";
import { discardLeftCopies, type StagedCopy, stageCopy } from "./staged-copy.ts";

export interface DuckDbOptions {
  readonly file: string;
  /** Makes the sample warehouse where `file` is not there; left out, that is an error. */
  readonly sample?: boolean;
  readonly onProgress?: (message: string) => void;
}

/** Planning computes what is constant, however long that takes; DuckDB's planner needs milliseconds for the rest. */
const planningMs = 10_000;
const readyMs = 5_000;

const amount: z.ZodType<Amount> = z.union([z.number(), z.literal("unknown")]);

const Made = z.object({ rows: amount });
const Relation = z.object({
  kind: z.enum(["table", "view", "function"]),
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
    kind: z.enum(["table", "view", "macro", "metadata"]),
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
}: DuckDbOptions): Promise<Engine> {
  const spawn = () => spawnEngine({ file, purpose: sample ? "sample" : "read", onProgress });
  await discardLeftCopies(file);
  const first = await spawn();
  const defaults = await first.ask(first.newId(), { op: "defaults" }, Place, AbortSignal.timeout(readyMs));
  let current = Promise.resolve(first);
  const retired = new Set<SpawnedEngine>();
  /** One change at a time is planned or made: each begins with a copy of what the one before left. */
  const changes = createSlots(1);
  let closed = false;

  /** The process that answers now. Questions that come while it is replaced wait for the same replacement. */
  const live = (): Promise<SpawnedEngine> => {
    current = current.then((engine) => (engine.alive || closed ? engine : spawn()), spawn);
    return current;
  };

  /** Reads that are under way go on with the file they have; new ones get what is there now. */
  const reopen = async (): Promise<void> => {
    const old = await current.catch(() => null);
    current = spawn();
    await current;
    for (const gone of retired) if (!gone.alive) retired.delete(gone);
    if (old === null) return;
    retired.add(old);
    old.retire();
  };

  /** A process and a copy for one change, and neither left behind. */
  const onCopy = <Result>(
    signal: AbortSignal,
    work: (copy: SpawnedEngine, staged: StagedCopy) => Promise<Result>,
  ): Promise<Result> =>
    changes.use(signal, async () => {
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
    });

  return {
    kind: "duckdb",
    defaults,

    async ready() {
      const engine = await live();
      await engine.ask(engine.newId(), { op: "ready" }, z.null(), AbortSignal.timeout(readyMs));
    },

    estimate: (sql, _caller, signal) =>
      inTime(signal, async (either) => {
        const engine = await live();
        return engine.ask(engine.newId(), { op: "estimate", sql }, Estimate, either);
      }),

    async execute(sql, _caller, signal) {
      const engine = await live();
      const id = engine.newId();
      const columns = await inTime(signal, (either) => engine.ask(id, { op: "execute", sql }, Columns, either));
      return executionOf(engine, id, columns, signal);
    },

    planChange: ({ sql, targets }, _caller, signal) =>
      inTime(signal, (either) =>
        onCopy(either, (copy) => copy.ask(copy.newId(), { op: "plan-change", sql, targets }, Estimate, either)),
      ),

    makeChange: ({ sql, targets }, _caller, { planned, signal }) =>
      unchanged(
        onCopy(signal, async (copy, staged) => {
          const made = await copy.ask(copy.newId(), { op: "make-change", sql, targets, planned }, Made, signal);
          await copy.close();
          signal.throwIfAborted();
          await staged.keep();
          return made;
        }),
      ).then(async (made) => {
        await reopen();
        return made;
      }),

    /** A change is whole or not at all, and leaves no trace by which it could be told apart from another's. */
    outcomeOf: async () => "unknown",

    async lookUp(names, _caller, signal) {
      const engine = await live();
      return engine.ask(engine.newId(), { op: "look-up", names }, Definitions, signal);
    },

    async findTables(pattern, _caller, signal) {
      const engine = await live();
      return engine.ask(engine.newId(), { op: "find-tables", pattern }, z.array(Table), signal);
    },

    async describeTable(name, _caller, signal) {
      const engine = await live();
      return engine.ask(engine.newId(), { op: "describe-table", name }, Description, signal);
    },

    async close() {
      closed = true;
      await (await current.catch(() => null))?.close();
      await Promise.all([...retired].map((engine) => engine.close()));
    },
  };
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
): Execution {
  const end = (): void => {
    signal.removeEventListener("abort", end);
    engine.abort(id);
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
        end();
      }
    },
    cancel: async () => end(),
  };
}

async function inTime<T>(signal: AbortSignal, work: (either: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = AbortSignal.timeout(planningMs);
  try {
    return await work(AbortSignal.any([signal, deadline]));
  } catch (error) {
    if (error !== deadline.reason) throw error;
    throw new SqlError(
      "engine-failed",
      `The engine did not plan the statement within ${planningMs / 1000} s.`,
      "Make its constant parts smaller.",
    );
  }
}
