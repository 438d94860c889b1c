/** What the Presto server reads from its environment beside what every server does. */
import { z } from "zod";
import { Budget, type Budgets } from "./budget.ts";
import { defaultPlanningTimeoutMs } from "./engines/duckdb/engine.ts";
import type { Connection } from "./engines/presto/connection.ts";
import { defaultStatementTimeoutMs } from "./engines/shared-engine.ts";
import type { ResultCaps } from "./queries/running-query.ts";

export type EngineSettings =
  | {
      readonly kind: "duckdb";
      readonly warehouse: string;
      /** Milliseconds that pricing a statement may take. */
      readonly planningTimeoutMs: number;
    }
  | { readonly kind: "presto"; readonly connection: Connection };

/** Schema → the groups that may read its tables through this server. A schema that is not here is open. */
export type RestrictedSchemas = Readonly<Record<string, readonly string[]>>;

export interface PrestoSettings {
  readonly engine: EngineSettings;
  readonly caps: ResultCaps;
  readonly budgets: Budgets;
  /** Milliseconds a call waits for rows before it answers that the query is still running. */
  readonly waitMs: number;
  /** Milliseconds a statement may run in the engine. */
  readonly statementTimeoutMs: number;
  /** Table behind get_revenue_metrics; null where there is none. */
  readonly revenueTable: string | null;
  readonly restricted: RestrictedSchemas;
  /** What becomes of a change for a second person to approve where the engine cannot hold still what it depends on. */
  readonly unheldWrites: "refuse" | "allow";
}

/** The sample warehouse's own: who may not see revenue by its tool may not see it by a query either. */
const sampleRevenueTable = "finance.revenue";
const sampleRestrictions: RestrictedSchemas = { finance: ["ads-eng"] };

const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "not JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);

const whole = (preset: number) => z.coerce.number().int().positive().default(preset);
const tableName = z.string().regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*){0,2}$/);

const Variables = z.object({
  /** A real engine's address. Without it, DuckDB reads the warehouse file. */
  PRESTO_URL: z.url({ protocol: /^https?$/ }).optional(),
  PRESTO_DIALECT: z.enum(["presto", "trino"]).default("presto"),
  PRESTO_CATALOG: z.string().optional(),
  PRESTO_SCHEMA: z.string().optional(),
  /** The file of the sample warehouse, made where it is not there. */
  DRAWBRIDGE_WAREHOUSE: z.string().optional(),
  PRESTO_MAX_ROWS: whole(1_000),
  PRESTO_MAX_BYTES: whole(4 * 2 ** 20),
  PRESTO_BUDGET_BYTES: z.coerce
    .number()
    .positive()
    .default(10 * 2 ** 30),
  PRESTO_BUDGET_ROWS: z.coerce.number().positive().default(1e11),
  /** {"infra": {"bytes": 1e12, "rows": 1e12}} */
  PRESTO_GROUP_BUDGETS: json(z.record(z.string(), Budget)).default({}),
  /** Below what the most impatient agent waits (60 s), and below the tools' own timeout. */
  PRESTO_WAIT_SECONDS: z.coerce.number().positive().max(40).default(25),
  /** A statement that runs for longer is stopped in the engine. */
  PRESTO_STATEMENT_SECONDS: z.coerce
    .number()
    .positive()
    .max(86_400)
    .default(defaultStatementTimeoutMs / 1000),
  /** Of the embedded engine: a statement whose pricing takes longer is refused. */
  PRESTO_PLANNING_SECONDS: z.coerce
    .number()
    .positive()
    .max(3_600)
    .default(defaultPlanningTimeoutMs / 1000),
  PRESTO_REVENUE_TABLE: tableName.optional(),
  /** "allow" lets a second person approve what the engine cannot hold still until it runs; each plan says what that is. */
  PRESTO_UNHELD_WRITES: z.enum(["refuse", "allow"]).default("refuse"),
  /** {"finance": ["ads-eng"]} */
  PRESTO_RESTRICTED_SCHEMAS: json(z.record(z.string().toLowerCase(), z.array(z.string()))).optional(),
});

/** Throws with the names of variables that are missing or hold nonsense, never with their values. */
export function readPrestoSettings(environment: NodeJS.ProcessEnv): PrestoSettings {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Variables.safeParse(present);
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
    throw new Error(`These environment variables are wrong: ${[...names].join(", ")}.`);
  }
  const variables = parsed.data;
  const embedded = variables.PRESTO_URL === undefined;
  return {
    engine: engineOf(variables),
    caps: { rows: variables.PRESTO_MAX_ROWS, bytes: variables.PRESTO_MAX_BYTES },
    budgets: {
      everyone: { bytes: variables.PRESTO_BUDGET_BYTES, rows: variables.PRESTO_BUDGET_ROWS },
      groups: variables.PRESTO_GROUP_BUDGETS,
    },
    waitMs: variables.PRESTO_WAIT_SECONDS * 1000,
    statementTimeoutMs: variables.PRESTO_STATEMENT_SECONDS * 1000,
    revenueTable: variables.PRESTO_REVENUE_TABLE ?? (embedded ? sampleRevenueTable : null),
    restricted: variables.PRESTO_RESTRICTED_SCHEMAS ?? (embedded ? sampleRestrictions : {}),
    unheldWrites: variables.PRESTO_UNHELD_WRITES,
  };
}

function engineOf(variables: z.output<typeof Variables>): EngineSettings {
  const { PRESTO_URL: url, PRESTO_DIALECT: dialect, DRAWBRIDGE_WAREHOUSE: warehouse } = variables;
  if (url === undefined) {
    if (warehouse === undefined) throw new Error("Set PRESTO_URL, or DRAWBRIDGE_WAREHOUSE to a file for the sample.");
    return { kind: "duckdb", warehouse, planningTimeoutMs: variables.PRESTO_PLANNING_SECONDS * 1000 };
  }
  return {
    kind: "presto",
    connection: { url, dialect, catalog: variables.PRESTO_CATALOG ?? null, schema: variables.PRESTO_SCHEMA ?? null },
  };
}
