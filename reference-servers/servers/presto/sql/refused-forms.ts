/** Forms that are refused anywhere in a statement, in reads and in changes. */
import type { Tree } from "./grammar.ts";
import { refused } from "./refusals.ts";
import { positionAt } from "./source-text.ts";
import type { Refused } from "./verdict.ts";

type Form = Pick<Refused, "code" | "message" | "next">;

/** TABLE(system.query(…)) sends its text to another engine, and the parser cannot know what other functions do. */
const tableFunction: Form = {
  code: "executing-function",
  message: "TABLE(function(…)) may execute what the parser cannot see.",
  next: "Name tables after FROM.",
};

/**
 * Presto reads E'\'' as a type E with a doubled quote. DuckDB reads it as an escape, and ends the literal at another
 * place.
 */
const escapeString: Form = {
  code: "ambiguous",
  message: "E'…' is read differently by different engines.",
  next: "Write a plain literal, with '' for a quote.",
};

const inlineFunction: Form = {
  code: "unknown-statement",
  message: "WITH FUNCTION is not supported.",
  next: "Write the expression where it is used.",
};

export function refusedForm(statement: Tree, text: string): Refused | null {
  for (const node of nodesOf(statement)) {
    const form = formOf(node);
    if (form !== null) return refused(form.code, form.message, form.next, positionAt(text, node.start));
  }
  return null;
}

function formOf(node: Tree): Form | null {
  if (node.kind === "TableFunctionInvocation") return tableFunction;
  if (node.kind === "WithFunction") return inlineFunction;
  const isEscape = node.kind === "TypeConstructor" && firstWord(node).toUpperCase() === "E";
  return isEscape ? escapeString : null;
}

const firstWord = (node: Tree): string => {
  const [first] = node.children;
  return first === undefined ? node.text : firstWord(first);
};

/** Yields every node without recursion, because a long chain of ORs is as deep as it is long. */
function* nodesOf(root: Tree): Iterable<Tree> {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    open.push(...node.children.toReversed());
  }
}
