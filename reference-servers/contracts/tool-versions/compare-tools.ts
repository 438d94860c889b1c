/**
 * What is different between the tools of an approved version and the tools that a server has now. Each tool is judged alone, so
 * that one changed tool is held back and the others keep working. Pure; no I/O, and equal inputs have equal answers.
 */
import type { Effect } from "../access.ts";
import { canonicalJson } from "../digest.ts";
import { type CosmeticField, cosmeticPart, type ListedTool, materialPart, type Scope } from "./described-tool.ts";
import { type Difference, differencesOf } from "./json-differences.ts";

/** What is different about one tool that is on both sides. */
type Verdict =
  | { readonly kind: "same" }
  /** Only its look is different. It keeps working. */
  | { readonly kind: "cosmetic"; readonly fields: readonly CosmeticField[] }
  | Changed;

export type ToolComparison = { readonly name: string } & (
  | Verdict
  /** `renamedFrom` is the approved tool that is gone, and that was the same but for its name. */
  | { readonly kind: "new"; readonly renamedFrom: string | null }
  | { readonly kind: "gone"; readonly renamedTo: string | null }
);

export interface Changed {
  readonly kind: "changed";
  /** The one about effect or annotations comes first. */
  readonly differences: readonly Difference[];
  /** Its effect is stronger than the approved one, or it no longer says that it only reads. */
  readonly strongerEffect: boolean;
  /** Another tool whose approved description this one now has; null where there is no such tool. */
  readonly textOf: string | null;
  /** That tool has this one's approved description in exchange. */
  readonly swapped: boolean;
  /** The server lists the name more than once, so a caller cannot know which of them answers. */
  readonly repeated: boolean;
}

export interface Comparison {
  /** The approved tools in their order, then the new ones in theirs. */
  readonly tools: readonly ToolComparison[];
  /** Tools that are in both have another order. */
  readonly reordered: boolean;
}

/** Whether the tool may not be listed or called until a person approves it. A tool that is gone cannot be called either. */
export const isHeldBack = ({ kind }: ToolComparison): boolean => kind !== "same" && kind !== "cosmetic";

/**
 * Compares `present` with `approved`. In the scope `list`, an absent tool is "gone" as well: a user's list lacks the tools that
 * the user may not call, and the caller knows which those are. Throws as `canonicalJson` does.
 */
export function compareTools(
  approved: readonly ListedTool[],
  present: readonly ListedTool[],
  scope: Scope = "announcement",
): Comparison {
  const before = new Map(approved.map((tool) => [tool.name, tool]));
  const names = present.map(({ name }) => name);
  const after = new Map(present.toReversed().map((tool) => [tool.name, tool]));
  const added = [...new Set(names)].flatMap((name) => (before.has(name) ? [] : (after.get(name) ?? [])));
  const missing = approved.filter(({ name }) => !after.has(name));
  const renames = renamesBetween(missing, added, scope);

  const judged = approved.map((tool): ToolComparison => {
    const now = after.get(tool.name);
    if (now === undefined) return { name: tool.name, kind: "gone", renamedTo: renames.to.get(tool.name) ?? null };
    const repeated = names.indexOf(tool.name) !== names.lastIndexOf(tool.name);
    return { name: tool.name, ...judge(tool, now, { approved, after, scope, repeated }) };
  });
  const appeared = added.map(
    ({ name }): ToolComparison => ({ name, kind: "new", renamedFrom: renames.from.get(name) ?? null }),
  );
  return { tools: [...judged, ...appeared], reordered: isReordered([...before.keys()], names) };
}

interface Around {
  readonly approved: readonly ListedTool[];
  readonly after: ReadonlyMap<string, ListedTool>;
  readonly scope: Scope;
  readonly repeated: boolean;
}

function judge(before: ListedTool, now: ListedTool, { approved, after, scope, repeated }: Around): Verdict {
  const differences = differencesOf(materialPart(before, scope), materialPart(now, scope));
  if (differences.length === 0 && !repeated) {
    const fields = changedLook(before, now, scope);
    return fields.length === 0 ? { kind: "same" } : { kind: "cosmetic", fields };
  }
  const other = describedLike(now, before, approved);
  return {
    kind: "changed",
    differences: differences.toSorted((one, next) => weight(one) - weight(next)),
    strongerEffect: isStronger(before, now),
    textOf: other?.name ?? null,
    swapped: other !== undefined && after.get(other.name)?.description === before.description,
    repeated,
  };
}

const weight = ({ path }: Difference): number => {
  const first = ["/effect", "/annotations", "/policy"].findIndex((start) => path.startsWith(start));
  return first === -1 ? 3 : first;
};

function changedLook(before: ListedTool, now: ListedTool, scope: Scope): readonly CosmeticField[] {
  const [one, other] = [cosmeticPart(before, scope), cosmeticPart(now, scope)];
  return (["title", "icons", "timeLimitSeconds"] as const).filter(
    (field) => canonicalJson(one[field]) !== canonicalJson(other[field]),
  );
}

/** Another approved tool that has the description which `now` has and `before` had not. */
const describedLike = (now: ListedTool, before: ListedTool, approved: readonly ListedTool[]): ListedTool | undefined =>
  (now.description ?? "") === "" || now.description === before.description
    ? undefined
    : approved.find(({ name, description }) => name !== now.name && description === now.description);

const strength: Record<Effect, number> = { read: 0, write: 1, destructive: 2 };

function isStronger(before: ListedTool, now: ListedTool): boolean {
  const [from, to] = [effectOf(before), effectOf(now)];
  if (from !== null && to !== null && strength[to] > strength[from]) return true;
  const [was, is] = [before.annotations ?? {}, now.annotations ?? {}];
  if (was.readOnlyHint === true && is.readOnlyHint !== true) return true;
  // An absent hint means destructive to a client (MCP, ToolAnnotations).
  return was.readOnlyHint !== true && was.destructiveHint === false && is.destructiveHint !== false;
}

const effectOf = ({ effect }: ListedTool): Effect | null =>
  effect === "read" || effect === "write" || effect === "destructive" ? effect : null;

interface Renames {
  readonly from: ReadonlyMap<string, string>;
  readonly to: ReadonlyMap<string, string>;
}

/** A new tool that is a missing one but for its name; failing that, one with the same description. Each is paired once. */
function renamesBetween(missing: readonly ListedTool[], added: readonly ListedTool[], scope: Scope): Renames {
  const from = new Map<string, string>();
  const to = new Map<string, string>();
  const pair = (isPair: (one: ListedTool, other: ListedTool) => boolean): void => {
    for (const one of missing.filter(({ name }) => !to.has(name))) {
      const other = added.find((candidate) => !from.has(candidate.name) && isPair(one, candidate));
      if (other === undefined) continue;
      from.set(other.name, one.name);
      to.set(one.name, other.name);
    }
  };
  pair((one, other) => nameless(one, scope) === nameless(other, scope));
  pair(({ description }, other) => (description ?? "") !== "" && description === other.description);
  return { from, to };
}

const nameless = (tool: ListedTool, scope: Scope): string => {
  const { name: _, ...rest } = materialPart(tool, scope);
  return canonicalJson(rest);
};

function isReordered(before: readonly string[], now: readonly string[]): boolean {
  const common = before.filter((name) => now.includes(name));
  return common.some((name, index) => [...new Set(now)].filter((each) => before.includes(each))[index] !== name);
}
