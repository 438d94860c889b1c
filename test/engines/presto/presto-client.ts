/** The engine under test, its users, and a function to read a whole result. */
import type { Caller, Engine, Execution, Row } from "../../../reference-servers/servers/presto/engines/engine.ts";
import { createPrestoEngine } from "../../../reference-servers/servers/presto/engines/presto/engine.ts";
import { sharedPresto, type TestPresto } from "../../support/engines/presto-engine.ts";

const person = (user: string): Caller => ({ user, agent: "claude-code" });

/** By the engine's own rules: full access, read access to tpch, and no catalog at all. */
export const ada = person("ada");
export const finn = person("finn");
export const omar = person("omar");

export interface EngineUnderTest {
  readonly presto: TestPresto;
  readonly engine: Engine;
  rows(sql: string, caller?: Caller): Promise<readonly Row[]>;
  /**
   * How many transactions of this suite are open, without that of the question itself. The engine keeps those that a
   * killed server left for some minutes, and other suites kill servers.
   */
  openTransactions(): Promise<number>;
}

/** Registers the hook that starts the engine. Call it inside a `describe`, and the returned function inside a test. */
export function usePresto(catalog: string | null = null, schema: string | null = null): () => EngineUnderTest {
  let underTest: EngineUnderTest | undefined;
  before(async function () {
    const presto = await sharedPresto(this);
    const engine = createPrestoEngine({ url: presto.url, dialect: "presto", catalog, schema });
    const rows = async (sql: string, caller = ada) => allRows(await engine.execute(sql, caller, never()));
    const transactions = async () => (await rows("SELECT transaction_id FROM system.runtime.transactions")).map(String);
    const ofOthers = new Set(await transactions());
    const openTransactions = async () => (await transactions()).filter((id) => !ofOthers.has(id)).length - 1;
    underTest = { presto, engine, rows, openTransactions };
  });
  return () => {
    if (underTest === undefined) throw new Error("The engine is started before the tests.");
    return underTest;
  };
}

export async function allRows(execution: Execution): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const batch of execution.batches()) rows.push(...batch);
  return rows;
}

/** A signal that does not abort. */
export const never = (): AbortSignal => new AbortController().signal;
