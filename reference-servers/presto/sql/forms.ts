/** Forms that are refused wherever they stand in a statement, a read's or a change's. */
import type { Tree } from "./grammar.ts";
import { refused } from "./refused.ts";
import { positionAt } from "./source-text.ts";
import type { Refused } from "./verdict.ts";

type Form = Pick<Refused, "code" | "message" | "next">;

/** TABLE(system.query(…)) hands its text to another engine; what any other function does, the parser cannot know. */
const tableFunction: Form = {
  code: "executing-function",
  message: "TABLE(function(…)) may execute what the parser cannot see.",
  next: "Name tables after FROM.",
};

/** Presto reads E'\'' as a type E and two quotes of one; DuckDB as an escape, and ends the literal elsewhere. */
const escapeString: Form = {
  code: "ambiguous",
  message: "E'…' is read differently by different engines.",
  next: "Write a plain literal, with '' for a quote.",
};

const inlineFunction: Form = {
  code: "unknown-statement",
  message: "WITH FUNCTION is not read here.",
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

/** Every node, without recursion: a long chain of ORs is as deep as it is long. */
function* nodesOf(root: Tree): Iterable<Tree> {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    open.push(...node.children.toReversed());
  }
}
