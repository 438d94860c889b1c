/**
 * Reads the cost of a query and the tables that it reads from the output of EXPLAIN. Pure; engine.ts runs the
 * statements.
 */
import type { Amount } from "@drawbridge/framework";
import { z } from "zod";
import { distinctNames, type RelationName } from "../../sql/object-name.ts";
import { Estimated, type Hints, maxRowsOfPlan, nodesOf, readExplained, readPlan, scansOf, sum } from "./plan.ts";

export interface Price {
  readonly rows: Amount;
  /** Bytes read from tables. */
  readonly bytes: Amount;
}

/**
 * Presto: rows from EXPLAIN (FORMAT JSON), bytes from EXPLAIN (FORMAT TEXT), the only format with bytes.
 *
 * The text contains the statement's literals unchanged, with line breaks, so a literal could forge a plan. Bytes are
 * used only if the JSON shows that every node is on a line of its own and that no scan was added.
 */
export function pricePresto(json: string, text: string, hints: Hints = {}): Price {
  const plan = readPlan(json);
  const scans = scansOf(plan);
  const sizes = scanSizes(text, new Set(scans.map(({ name }) => name)));
  const mayBeForged = nodesOf(plan).some(({ name, identifier }) => /[\r\n]/.test(name + identifier));
  const bytes = mayBeForged || sizes.length !== scans.length ? "unknown" : sizes.reduce<Amount>(sum, 0);
  return { rows: maxRowsOfPlan(plan, hints), bytes };
}

/** Reads a node and, on the next line, its estimates. */
function scanSizes(text: string, names: ReadonlySet<string>): readonly Amount[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const name = /^ *- (\w+)\[/.exec(line)?.[1];
    return name !== undefined && names.has(name) ? [sizeIn(lines[index + 1] ?? "")] : [];
  });
}

const units: ReadonlyMap<string, number> = new Map(
  ["B", "kB", "MB", "GB", "TB", "PB"].map((unit, power) => [unit, 1024 ** power]),
);

/**
 * "Estimates: {source: …, rows: 7,304 (159.81kB), cpu: …}/{…}". A scan that also filters has one before and one after
 * the filter; the first is what is read. "?" means unknown.
 */
function sizeIn(line: string): Amount {
  const [, amount, unit] = /^ *Estimates: \{[^}]*?rows: [^ ]+ \(([\d.]+)(\w+)\)/.exec(line) ?? [];
  const factor = units.get(unit ?? "");
  return amount === undefined || factor === undefined ? "unknown" : Math.round(Number(amount) * factor);
}

/** EXPLAIN (TYPE IO, FORMAT JSON). Only Trino adds estimates. */
const IoPlan = z.object({
  inputTableColumnInfos: z.array(
    z.object({
      table: z.object({ catalog: z.string(), schemaTable: z.object({ schema: z.string(), table: z.string() }) }),
      estimate: z.object({ outputSizeInBytes: Estimated }).optional(),
    }),
  ),
});

/** Trino: rows from EXPLAIN (FORMAT JSON), bytes from EXPLAIN (TYPE IO). */
export function priceTrino(json: string, io: string, hints: Hints = {}): Price {
  const sizes = readExplained(IoPlan, io).inputTableColumnInfos.map(
    ({ estimate }) => estimate?.outputSizeInBytes ?? "unknown",
  );
  return { rows: maxRowsOfPlan(readPlan(json), hints), bytes: sizes.reduce<Amount>(sum, 0) };
}

/** For both dialects: the tables that are read, each once. */
export const tablesRead = (io: string): readonly RelationName[] =>
  distinctNames(
    readExplained(IoPlan, io).inputTableColumnInfos.map(
      ({ table: { catalog, schemaTable } }): RelationName => ({
        kind: "table",
        catalog: ownCatalog(catalog).toLowerCase(),
        schema: schemaTable.schema.toLowerCase(),
        name: schemaTable.table.toLowerCase(),
      }),
    ),
  );

/**
 * Rows that a table of the engine's own catalogue is assumed to have, because it has no statistics. Two of them joined
 * stay below the usual budget, and a run is stopped at ten times its price.
 */
const maxMetadataRows = 300_000;
const bytesOfMetadataRow = 256;

/**
 * The price of a query that reads only the engine's own catalogue (information_schema and the catalog "system"), which
 * costs nothing of which a person should be asked; null for any other query.
 */
export function priceMetadata(json: string, objects: readonly RelationName[], hints: Hints): Price | null {
  if (objects.length === 0 || !objects.every(isMetadata)) return null;
  const plan = readPlan(json);
  const rows = maxRowsOfPlan(plan, { ...hints, unknownScanRows: maxMetadataRows });
  return { rows, bytes: scansOf(plan).length * maxMetadataRows * bytesOfMetadataRow };
}

const isMetadata = ({ catalog, schema }: RelationName): boolean =>
  catalog === "system" || schema === "information_schema";

/** "$info_schema@tpch" and "$system@tpch" are metadata of tpch. */
const ownCatalog = (catalog: string): string => catalog.replace(/^\$\w+@/, "");
