/**
 * Calls of Presto servers before one real Presto: reads that reach the engine, and INSERTs of unique ids that a person
 * approves. What ran is what the engine says afterwards: the rows of the table, and its own list of queries.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { runStatement } from "../engines/coordinator.ts";
import { type EngineQuery, prestoUserHeader, type TestPresto } from "../engines/presto-engine.ts";
import { Approver } from "../people/approver.ts";
import type { FleetAccess, Traces, Work } from "./work.ts";

/** Milliseconds between two looks at what waits for a decision, and at the engine's list, which keeps a query for 20 s. */
const decideMs = 200;
const listMs = 4_000;
/** Callers whose reads are `query`: a user may run three at once at one instance. The others ask what a query would cost. */
const querying = 3;

export async function prestoWork(presto: TestPresto): Promise<Work> {
  const table = `memory.default.kill_${randomBytes(4).toString("hex")}`;
  await statement(presto, `CREATE TABLE ${table} (id varchar)`);
  const engineQueries = new Map<string, EngineQuery>();
  const stop = new AbortController();
  const beside: Promise<void>[] = [];
  const list = async (): Promise<void> => {
    for (const query of await presto.queries()) engineQueries.set(query.id, query);
  };
  return {
    server: {
      name: "presto",
      main: "reference-servers/servers/presto/main.ts",
      environment: { PRESTO_URL: presto.url, PRESTO_CATALOG: "tpch", PRESTO_SCHEMA: "tiny" },
    },
    call: (effect, id, caller) =>
      effect === "write"
        ? { tool: "write_query", args: { sql: `INSERT INTO ${table} VALUES ('${id}')` } }
        : {
            tool: caller < 2 * querying ? "query" : "explain_query",
            args: { sql: `SELECT '${id}', count(*) FROM tpch.tiny.nation` },
          },
    async begin(at) {
      const approver = await approverOf(at);
      beside.push(
        again(decideMs, stop.signal, () => approveAll(approver)),
        again(listMs, stop.signal, list),
      );
    },
    async truth() {
      await list();
      const rows = await statement(presto, `SELECT id, count(*) FROM ${table} GROUP BY id`);
      return tracesIn([...engineQueries.values()], new Map(rows.map(([id, count]) => [String(id), Number(count)])));
    },
    async close() {
      stop.abort();
      await Promise.all(beside);
      await statement(presto, `DROP TABLE ${table}`);
    },
  };
}

const statement = (presto: TestPresto, sql: string): ReturnType<typeof runStatement> =>
  runStatement(presto.url, { userHeader: prestoUserHeader }, sql);

const approverOf = ({ registryUrl, token }: FleetAccess): Promise<Approver> => Approver.of(token, registryUrl, "ada");

/** Says yes to each call by itself, as a person does whose registry answers. */
async function approveAll(approver: Approver): Promise<void> {
  const { approvals } = await approver.list();
  const decisions = approvals.map(({ view: { id }, shown }) => ({ id, shown, decision: "approve" as const }));
  if (decisions.length > 0) await approver.decide(decisions);
}

/** What fails is tried again: the registry may be the part that is away. */
async function again(pauseMs: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work().catch(() => {});
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
  }
}

/** A write began where the engine lists its INSERT, and ran as often as its row is there. Of a read, each query counts. */
function tracesIn(queries: readonly EngineQuery[], rows: ReadonlyMap<string, number>): ReadonlyMap<string, Traces> {
  const traces = new Map<string, Traces>([...rows].map(([id, count]) => [id, { began: 0, ran: count }]));
  for (const { sql } of queries) {
    const [, id] = /^INSERT INTO \S+ VALUES \('([^']+)'\)/.exec(sql) ?? [];
    const [, read] = id === undefined ? (/SELECT '([^']+)', count/.exec(sql) ?? []) : [];
    const of = id ?? read;
    if (of === undefined) continue;
    const { began, ran } = traces.get(of) ?? { began: 0, ran: 0 };
    traces.set(of, { began: began + 1, ran: id === undefined ? ran + 1 : ran });
  }
  return traces;
}
