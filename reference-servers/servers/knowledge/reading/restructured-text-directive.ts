/** The directives of reStructuredText, by what a person sees of them. Pure. */
import { withoutIndent } from "./indentation.ts";

export type DirectiveKind = "hidden" | "title" | "code" | "raw" | "values" | "list" | "picture" | "content";

export interface Directive {
  readonly kind: DirectiveKind;
  readonly argument: string;
  readonly options: ReadonlyMap<string, string>;
  /** Without its indent. */
  readonly body: readonly string[];
}

const kinds: Readonly<Record<Exclude<DirectiveKind, "content">, string>> = {
  hidden: "meta toctree contents include literalinclude highlight index default-role role sectnum tabularcolumns",
  title: "title",
  code: "code code-block sourcecode parsed-literal prompt doctest testcode math graphviz mermaid",
  raw: "raw",
  values: "csv-table",
  list: "list-table",
  picture: "image figure",
};
const kindOf: ReadonlyMap<string, DirectiveKind> = new Map(
  Object.entries(kinds).flatMap(([kind, names]) =>
    names.split(" ").map((name) => [name, kind as DirectiveKind] as const),
  ),
);

/** The directive in `line` with the indented lines after it; null for a target, a substitution or a comment. */
export function directiveOf(line: string, lines: readonly string[]): Directive | null {
  const [, name, argument = ""] = /^\.\. ([A-Za-z][\w.+:-]*?)::(?:\s+(.*))?$/.exec(line) ?? [];
  if (name === undefined) return null;
  const options = new Map<string, string>();
  let at = 0;
  for (; at < lines.length; at += 1) {
    const [, option, value = ""] = /^\s+:([A-Za-z][\w-]*):(?:\s+(.*))?$/.exec(lines[at] ?? "") ?? [];
    if (option === undefined) break;
    options.set(option, value.trim());
  }
  const kind = kindOf.get(name) ?? "content";
  // A note may begin beside its name and go on in the next line.
  if (kind === "content" && at === 0 && (lines[0] ?? "").trim() !== "")
    return { kind, argument: "", options, body: [argument.trim(), ...withoutIndent(lines)] };
  return { kind, argument: kind === "picture" ? "" : argument.trim(), options, body: withoutIndent(lines.slice(at)) };
}
