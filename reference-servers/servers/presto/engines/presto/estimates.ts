/** What a statement would cost, from the engine's own plans. */
import { formatName } from "../../sql/object-name.ts";
import type { Change } from "../../sql/verdict.ts";
import type { Caller, Engine, Estimate } from "../engine.ts";
import type { Connection } from "./connection.ts";
import type { OwnStatements } from "./own-statements.ts";
import { priceMetadata, pricePresto, priceTrino, tablesRead } from "./prices.ts";

export interface Estimates {
  readonly estimate: Engine["estimate"];
  /** The price of a change that moves rows. On Trino it is that of its query, because planning it prepares its target. */
  estimateChange(change: Change, caller: Caller, signal: AbortSignal): Promise<Estimate>;
}

export function estimates(dialect: Connection["dialect"], { explain, explainAll }: OwnStatements): Estimates {
  const estimate: Engine["estimate"] = async (sql, caller, signal, unnests = null) => {
    const options = ["TYPE IO, FORMAT JSON", "TYPE LOGICAL, FORMAT JSON"];
    if (dialect === "presto") options.push("TYPE LOGICAL, FORMAT TEXT");
    const [io = "", json = "", text = ""] = await explainAll(options, sql, caller, signal);
    const objects = tablesRead(io);
    const hints = { unnests };
    const price = dialect === "presto" ? pricePresto(json, text, hints) : priceTrino(json, io, hints);
    return { tables: objects.map(formatName), objects, ...(priceMetadata(json, objects, hints) ?? price) };
  };

  return {
    estimate,
    async estimateChange(change, caller, signal) {
      if (dialect === "presto") return estimate(change.sql, caller, signal);
      await explain("TYPE VALIDATE", change.sql, caller, signal);
      const { query, verb, sql } = change;
      const removed = verb === "DELETE" ? sql.replace(/^(\s*)DELETE(\s+FROM\s)/i, "$1SELECT *$2") : null;
      const read = query ?? (removed === sql ? null : removed);
      return read === null ? unknownEstimate : estimate(read, caller, signal);
    },
  };
}

const unknownEstimate: Estimate = { tables: [], objects: [], rows: "unknown", bytes: "unknown" };
