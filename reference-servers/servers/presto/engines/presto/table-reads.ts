/** What the engine's catalogue says of tables, as the calling user. */
import type { Amount } from "@drawbridge/framework";
import type { RelationName } from "../../sql/object-name.ts";
import type { Caller, Engine, TableDescription, TableSummary } from "../engine.ts";
import { lookUp } from "./catalogue.ts";
import type { Connection } from "./connection.ts";
import type { OwnStatements } from "./own-statements.ts";
import { withSharedAbort } from "./shared-abort.ts";
import {
  catalogsSql,
  columnsSql,
  fullName,
  kindSql,
  readDescription,
  readTables,
  searchable,
  statisticsSql,
  tablesSql,
} from "./tables.ts";

export interface TableReads extends Pick<Engine, "lookUp" | "findTables" | "describeTable"> {
  /** Empty for a view, and where there is no such table yet or it cannot be described now: then the plan says nothing of it. */
  describedBefore(name: RelationName, caller: Caller, signal: AbortSignal): Promise<readonly TableDescription[]>;
  rowsOf(name: RelationName, caller: Caller, signal: AbortSignal): Promise<Amount>;
}

export function tableReads(connection: Connection, { ask }: OwnStatements): TableReads {
  const { dialect, catalog, schema } = connection;

  /** Some tables have no statistics. */
  const statisticsOf = (table: ReturnType<typeof fullName>, caller: Caller, signal: AbortSignal) =>
    ask(statisticsSql(table), caller, signal).catch(() => null);

  const describeTable: Engine["describeTable"] = (name, caller, signal) => {
    const table = fullName(name, connection);
    return withSharedAbort(signal, async (group) => {
      const [kind, columns, statistics] = await Promise.all([
        ask(kindSql(table), caller, group),
        ask(columnsSql(table), caller, group),
        statisticsOf(table, caller, group),
      ]);
      return readDescription(table, kind, columns, statistics);
    });
  };

  return {
    describeTable,

    async describedBefore(name, caller, signal) {
      try {
        const table = await describeTable(name, caller, signal);
        return table.kind === "table" ? [table] : [];
      } catch {
        signal.throwIfAborted();
        return [];
      }
    },

    async rowsOf(name, caller, signal) {
      const table = fullName(name, connection);
      return readDescription(table, [], [], await statisticsOf(table, caller, signal)).rows;
    },

    lookUp: (names, caller, signal) =>
      lookUp(names, { catalog, schema }, { dialect, ask: (sql) => ask(sql, caller, signal) }),

    async findTables(pattern, caller, signal) {
      const catalogs = catalog === null ? searchable(await ask(catalogsSql, caller, signal)) : [catalog];
      const tablesOf = async (each: string) => readTables(await ask(tablesSql(each, pattern), caller, signal));
      return fulfilledTables(await Promise.allSettled(catalogs.map(tablesOf)));
    },
  };
}

/** If the source of one catalog is unreachable, only its tables are missing. */
function fulfilledTables(results: readonly PromiseSettledResult<readonly TableSummary[]>[]): readonly TableSummary[] {
  const fulfilled = results.filter((result) => result.status === "fulfilled");
  const failure = results.find((result) => result.status === "rejected");
  if (fulfilled.length === 0 && failure !== undefined) throw failure.reason;
  return fulfilled.flatMap(({ value }) => value);
}
