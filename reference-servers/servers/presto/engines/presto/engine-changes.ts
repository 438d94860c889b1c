/** Plans and makes changes at the engine, with what they depend on. */
import { basisChange } from "@drawbridge/framework/worker";
import { changedMeanwhile } from "../../errors.ts";
import type { Definition, Resolution } from "../../resolving/resolve.ts";
import { tablesWritten } from "../before.ts";
import type { Caller, Engine, Estimate } from "../engine.ts";
import { basisOf, type EngineQueries } from "./basis.ts";
import { lookUp } from "./catalogue.ts";
import { makeChange, planChange } from "./change.ts";
import type { Connection } from "./connection.ts";
import type { EngineHttp } from "./engine-http.ts";
import type { Estimates } from "./estimates.ts";
import type { OwnStatements } from "./own-statements.ts";
import { redefinitionOf } from "./redefinition.ts";
import type { TableReads } from "./table-reads.ts";

export interface ChangeParts {
  readonly connection: Connection;
  readonly http: EngineHttp;
  readonly statements: OwnStatements;
  readonly estimates: Estimates;
  readonly tables: TableReads;
  /** The headers of a statement that has a time limit. */
  limitedHeaders(caller: Caller): Readonly<Record<string, string>>;
}

export function engineChanges(parts: ChangeParts): Pick<Engine, "planChange" | "makeChange"> {
  const { connection, http, statements, estimates, tables, limitedHeaders } = parts;
  const { ask, explain } = statements;

  const queriesFor = (caller: Caller, signal: AbortSignal): EngineQueries => ({
    defaults: connection,
    ask: (sql, also) => ask(sql, caller, also === undefined ? signal : AbortSignal.any([signal, also])),
    lookUp: (name) =>
      lookUp([name], connection, { dialect: connection.dialect, ask: (sql) => ask(sql, caller, signal) }),
  });

  return {
    async planChange(change, resolution, caller, signal) {
      const planned = await planChange(change, {
        estimate: () => estimates.estimateChange(change, caller, signal),
        validate: () => explain("TYPE VALIDATE", change.sql, caller, signal),
        rowsOf: (name) => tables.rowsOf(name, caller, signal),
      });
      const queries = queriesFor(caller, signal);
      const [{ effect, ...basis }, redefinition, before] = await Promise.all([
        basisOf(change, withScanned(resolution, planned), queries),
        redefinitionOf(change, queries),
        Promise.all(tablesWritten(change.targets).map((name) => tables.describedBefore(name, caller, signal))),
      ]);
      return { ...planned, basis, effect, before: before.flat(), redefinition };
    },

    async makeChange(change, caller, making) {
      const { resolution, planned, signal } = making;
      const queries = queriesFor(caller, signal);
      const { effect: _, ...basis } = await basisOf(change, withScanned(resolution, planned), queries);
      const changed = basisChange(planned.basis, basis);
      if (changed !== null) throw changedMeanwhile(changed);
      return makeChange(http, { sql: change.sql, headers: limitedHeaders(caller) }, making);
    },
  };
}

/** Adds the tables of the engine's own plan, because the engine may resolve a name to another table. */
const withScanned = (resolution: Resolution, { objects }: Estimate): Resolution => ({
  ...resolution,
  objects: [
    ...resolution.objects,
    ...objects.map((name): Definition => ({ name, kind: "table", text: null, names: [] })),
  ],
});
