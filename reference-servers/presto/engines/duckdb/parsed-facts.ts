/**
 * What a query says of its own cost, as DuckDB's parser has read it (json_serialize_sql): how long its lists are, how
 * many rows its LIMITs let through, how many times it groups, and which names it gives to something else. A plan prints none of it. Pure.
 */
import type { Amount } from "@drawbridge/framework/plan";
import { z } from "zod";

export interface Facts {
  /** The longest list that an UNNEST unfolds; "unknown" where one's length does not stand in the text, 0 without one. */
  readonly longestList: Amount;
  /** The most rows that any LIMIT lets through, its OFFSET included; "unknown" where one's number does not stand in the text, 0 without one. */
  readonly mostLimited: Amount;
  /** The most grouping sets of one GROUP BY, at least 1. */
  readonly groupingSets: Amount;
  /** Names that mean something else than a column of that name; null where that is not known: then every name may. */
  readonly aliases: ReadonlySet<string> | null;
}

export const noFacts: Facts = {
  longestList: "unknown",
  mostLimited: "unknown",
  groupingSets: "unknown",
  aliases: null,
};

const Parsed = z.object({ error: z.literal(false), statements: z.array(z.unknown()).min(1) });
const Call = z.object({ class: z.literal("FUNCTION"), function_name: z.string(), children: z.array(z.unknown()) });
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

/** The facts of one text; `noFacts` for a text that was not read. */
export function factsOf(json: string): Facts {
  const parsed = Parsed.safeParse(json === "" ? null : JSON.parse(json));
  if (!parsed.success) return noFacts;
  const aliases = new Set<string>();
  let longestList: Amount = 0;
  let mostLimited: Amount = 0;
  let groupingSets: Amount = 1;
  const open: unknown[] = [...parsed.data.statements];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === null || typeof node !== "object") continue;
    const call = Call.safeParse(node).data;
    if (call?.function_name.toLowerCase() === "unnest") {
      for (const list of call.children) longestList = longer(longestList, lengthOf(list));
    }
    const limited = Limited.safeParse(node).data;
    if (limited !== undefined) mostLimited = longer(mostLimited, rowsThrough(limited));
    groupingSets = longer(groupingSets, Grouping.safeParse(node).data?.group_sets.length ?? 1);
    for (const name of namesGiven(node)) aliases.add(name.toLowerCase());
    open.push(...Object.values(node).filter((child) => child !== undefined));
  }
  return { longestList, mostLimited, groupingSets, aliases };
}

/** The facts of several texts that make one query: a statement and the views that it reads. */
export const bothFacts = (a: Facts, b: Facts): Facts => ({
  longestList: longer(a.longestList, b.longestList),
  mostLimited: longer(a.mostLimited, b.mostLimited),
  groupingSets: longer(a.groupingSets, b.groupingSets),
  aliases: a.aliases === null || b.aliases === null ? null : new Set([...a.aliases, ...b.aliases]),
});

/** The larger of two; one that is not known makes both unknown. */
const longer = (a: Amount, b: Amount): Amount => (a === "unknown" || b === "unknown" ? "unknown" : Math.max(a, b));

/** A plan may let an OFFSET's rows through a LIMIT below it. */
function rowsThrough({ limit, offset }: z.infer<typeof Limited>): Amount {
  const [rows, skipped] = [wholeNumber(limit), offset === null ? 0 : wholeNumber(offset)];
  return rows === null || skipped === null ? "unknown" : rows + skipped;
}

function namesGiven(node: object): readonly string[] {
  const aliased = Aliased.safeParse(node).data;
  const isOwn = aliased?.class === "COLUMN_REF" && aliased.column_names?.at(-1) === aliased.alias;
  return [
    ...(aliased === undefined || isOwn ? [] : [aliased.alias]),
    ...(Renaming.safeParse(node).data?.column_name_alias ?? []),
    ...(NamedQuery.safeParse(node).data?.aliases ?? []),
  ];
}

/** How many elements an expression has that makes a list; "unknown" where the text does not say. */
function lengthOf(expression: unknown): Amount {
  const cast = Cast.safeParse(expression).data;
  if (cast !== undefined) return lengthOf(cast.child);
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

/** null for what is no number that stands in the text. */
function wholeNumber(expression: unknown): number | null {
  const call = Call.safeParse(expression).data;
  if (call?.function_name === "-" && call.children.length === 1) {
    const number = wholeNumber(call.children[0]);
    return number === null ? null : -number;
  }
  const constant = Constant.safeParse(expression).data?.value;
  return typeof constant?.value === "number" && Number.isSafeInteger(constant.value) ? constant.value : null;
}
