/**
 * Facts about the cost of a query from DuckDB's parse tree (json_serialize_sql): the length of its lists, the rows that
 * its LIMITs let through, the number of its grouping sets, and the names that it gives to other things. A plan shows
 * none of these. Pure.
 */
import type { Amount } from "@drawbridge/framework";
import { z } from "zod";

export interface Facts {
  /** Length of the longest list in an UNNEST; "unknown" if a length is not in the text, 0 without UNNEST. */
  readonly maxListLength: Amount;
  /**
   * Maximum rows that any LIMIT lets through, including its OFFSET; "unknown" if a number is not in the text, 0 without
   * LIMIT.
   */
  readonly maxLimitRows: Amount;
  /** Maximum grouping sets of one GROUP BY, at least 1. */
  readonly groupingSets: Amount;
  /** Names that mean something other than a column of that name; null if unknown, which means that any name may. */
  readonly aliases: ReadonlySet<string> | null;
}

export const noFacts: Facts = {
  maxListLength: "unknown",
  maxLimitRows: "unknown",
  groupingSets: "unknown",
  aliases: null,
};

const Parsed = z.object({ error: z.literal(false), statements: z.array(z.unknown()).min(1) });
const Call = z.object({ class: z.literal("FUNCTION"), function_name: z.string(), children: z.array(z.unknown()) });
const Constructor = z.object({ type: z.literal("ARRAY_CONSTRUCTOR"), children: z.array(z.unknown()) });
/** What can read data, or make a list that is longer than the constructors of the text. */
const Foreign = z.union([
  z.object({ type: z.literal("BASE_TABLE") }),
  z.object({ class: z.enum(["CAST", "SUBQUERY"]) }),
  z.object({ class: z.literal("FUNCTION"), function_name: z.string().refine((name) => !neverLonger.has(name)) }),
]);
const neverLonger: ReadonlySet<string> = new Set(["unnest", "list_value", "array_value", "count", "count_star", "sum"]);
const Cast = z.object({ class: z.literal("CAST"), child: z.unknown() });
const Constant = z.object({
  class: z.literal("CONSTANT"),
  value: z.object({ is_null: z.boolean(), value: z.unknown().optional() }),
});
const Aliased = z.object({ class: z.string(), alias: z.string().min(1), column_names: z.array(z.string()).optional() });
const Renaming = z.object({ column_name_alias: z.array(z.string()) });
const NamedQuery = z.object({ aliases: z.array(z.string()) });
const Limited = z.object({ type: z.literal("LIMIT_MODIFIER"), limit: z.unknown(), offset: z.unknown() });
const Grouping = z.object({ group_sets: z.array(z.unknown()) });

/** The facts of one text; `noFacts` for a text that could not be parsed. */
export function factsOf(json: string): Facts {
  const parsed = Parsed.safeParse(json === "" ? null : JSON.parse(json));
  if (!parsed.success) return noFacts;
  const aliases = new Set<string>();
  let maxListLength: Amount = 0;
  /** Length of the longest list anywhere in the text. */
  let longestList: Amount = 0;
  let isConstant = true;
  let maxLimitRows: Amount = 0;
  let groupingSets: Amount = 1;
  const open: unknown[] = [...parsed.data.statements];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === null || typeof node !== "object") continue;
    const call = Call.safeParse(node).data;
    if (call?.function_name.toLowerCase() === "unnest") {
      for (const list of call.children) maxListLength = longer(maxListLength, lengthOf(list));
    }
    if (call?.function_name === "list_value" || Constructor.safeParse(node).success)
      longestList = longer(longestList, lengthOf(node));
    isConstant &&= !Foreign.safeParse(node).success;
    const limitClause = Limited.safeParse(node).data;
    if (limitClause !== undefined) maxLimitRows = longer(maxLimitRows, maxRowsOfPlan(limitClause));
    groupingSets = longer(groupingSets, Grouping.safeParse(node).data?.group_sets.length ?? 1);
    for (const name of aliasesIn(node)) aliases.add(name.toLowerCase());
    open.push(...Object.values(node).filter((child) => child !== undefined));
  }
  // Without tables and calls, every list is one that the text shows.
  if (maxListLength === "unknown" && isConstant) maxListLength = longestList;
  return { maxListLength, maxLimitRows, groupingSets, aliases };
}

/** The combined facts of two texts of one query, for example a statement and a view that it reads. */
export const bothFacts = (a: Facts, b: Facts): Facts => ({
  maxListLength: longer(a.maxListLength, b.maxListLength),
  maxLimitRows: longer(a.maxLimitRows, b.maxLimitRows),
  groupingSets: longer(a.groupingSets, b.groupingSets),
  aliases: a.aliases === null || b.aliases === null ? null : new Set([...a.aliases, ...b.aliases]),
});

/** The larger of two amounts; unknown if one of them is unknown. */
const longer = (a: Amount, b: Amount): Amount => (a === "unknown" || b === "unknown" ? "unknown" : Math.max(a, b));

/** The OFFSET counts too, because its rows may pass through a LIMIT further down in the plan. */
function maxRowsOfPlan({ limit, offset }: z.infer<typeof Limited>): Amount {
  const [rows, skipped] = [wholeNumber(limit), offset === null ? 0 : wholeNumber(offset)];
  return rows === null || skipped === null ? "unknown" : rows + skipped;
}

function aliasesIn(node: object): readonly string[] {
  const aliased = Aliased.safeParse(node).data;
  const isOwn = aliased?.class === "COLUMN_REF" && aliased.column_names?.at(-1) === aliased.alias;
  return [
    ...(aliased === undefined || isOwn ? [] : [aliased.alias]),
    ...(Renaming.safeParse(node).data?.column_name_alias ?? []),
    ...(NamedQuery.safeParse(node).data?.aliases ?? []),
  ];
}

/** The number of elements of a list expression; "unknown" if it is not in the text. */
function lengthOf(expression: unknown): Amount {
  const cast = Cast.safeParse(expression).data;
  if (cast !== undefined) return lengthOf(cast.child);
  const constructed = Constructor.safeParse(expression).data;
  if (constructed !== undefined) return constructed.children.length;
  const call = Call.safeParse(expression).data;
  switch (call?.function_name.toLowerCase()) {
    case "list_value":
    case "array_value":
      return call?.children.length ?? "unknown";
    case "range":
      return series(call?.children ?? [], 0);
    case "generate_series":
      return series(call?.children ?? [], 1);
    default:
      return "unknown";
  }
}

/** range(end), range(start, end), range(start, end, step); generate_series includes its end. */
function series(args: readonly unknown[], ends: 0 | 1): Amount {
  const [first, second, step = 1] = args.map(wholeNumber);
  if (first === undefined || first === null || second === null || step === null || step === 0) return "unknown";
  const [start, end] = second === undefined ? [0, first] : [first, second];
  return Math.max(0, Math.floor((end - start) / step) + 1 - (ends === 0 && (end - start) % step === 0 ? 1 : 0));
}

/** Null if the expression is no number in the text. */
function wholeNumber(expression: unknown): number | null {
  const call = Call.safeParse(expression).data;
  if (call?.function_name === "-" && call.children.length === 1) {
    const number = wholeNumber(call.children[0]);
    return number === null ? null : -number;
  }
  const constant = Constant.safeParse(expression).data?.value;
  return typeof constant?.value === "number" && Number.isSafeInteger(constant.value) ? constant.value : null;
}
