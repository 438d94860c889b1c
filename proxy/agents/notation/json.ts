/**
 * JSON, with comments if the agent allows them. `jsonc-parser` reads the text. The edits are our own splices, because
 * that library's edits format the whole line that they touch, and some agents write a file of megabytes on one line.
 */
import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { malformed } from "../model/errors.ts";
import { type Data, isData } from "./data.ts";
import { layoutIn } from "./json-layout.ts";
import { lineEndOf, type Splice, spliced } from "./lines.ts";
import type { Notation } from "./notation.ts";

export const json: Notation = jsonNotation({ disallowComments: true, allowTrailingComma: false });
export const jsonc: Notation = jsonNotation({ disallowComments: false, allowTrailingComma: true });

interface Leniency {
  readonly disallowComments: boolean;
  readonly allowTrailingComma: boolean;
}

function jsonNotation(leniency: Leniency): Notation {
  const rootOf = (text: string) => readRoot(text, leniency);
  return {
    parse(text): Data {
      const root = rootOf(text);
      const content: unknown = root === null ? {} : getNodeValue(root);
      if (!isData(content)) throw malformed("is JSON, but not an object");
      return content;
    },

    insert(text, key, entries) {
      const root = rootOf(text);
      if (root === null) return `${JSON.stringify({ [key]: entries }, null, 2)}\n`.replaceAll("\n", lineEndOf(text));
      const container = memberOf(root, key)?.children?.[1];
      if (container === undefined) return withMembers(text, root, { [key]: entries });
      if (container.type !== "object") throw malformed(`holds no list of servers in "${key}"`);
      return withMembers(text, container, entries);
    },

    remove(text, key, names) {
      return names.reduce((result, name) => {
        const root = rootOf(result);
        const container = root === null ? undefined : memberOf(root, key)?.children?.[1];
        const member = container === undefined ? undefined : memberOf(container, name);
        return container === undefined || member === undefined ? result : withoutMember(result, container, member);
      }, text);
    },
  };
}

/** The outermost object; null if the text is empty. Throws `malformed`, also for two members of one name. */
function readRoot(text: string, leniency: Leniency): Node | null {
  if (text.trim() === "") return null;
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, leniency);
  const [error] = errors;
  if (error !== undefined) {
    const line = text.slice(0, error.offset).split("\n").length;
    throw malformed(`is not valid JSON (line ${line}: ${wordsOf(printParseErrorCode(error.error))})`);
  }
  if (root?.type !== "object") throw malformed("is JSON, but not an object");
  for (const object of [root, ...(root.children ?? []).flatMap(({ children }) => children?.[1] ?? [])]) {
    const names = object.type === "object" ? (object.children ?? []).map(nameOf) : [];
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) throw malformed(`has "${twice}" twice in one object`);
  }
  return root;
}

/** "CommaExpected" → "comma expected". */
const wordsOf = (code: string): string => code.replace(/(?<=.)([A-Z])/g, " $1").toLowerCase();

const nameOf = (member: Node): string => String(member.children?.[0]?.value);
const memberOf = (object: Node, name: string): Node | undefined =>
  object.children?.find((member) => nameOf(member) === name);
const endOf = ({ offset, length }: Node): number => offset + length;

/** What may come between two members, or after the last one. */
const separator = /\s+|(?<comma>,)|(?<comment>\/\/[^\n\r]*|\/\*[\s\S]*?\*\/)/y;

/** The ends of the comma and of the last comment that follow a position; null for the one that is missing. */
function after(text: string, position: number): { comma: number | null; comments: number | null } {
  let comma: number | null = null;
  let comments: number | null = null;
  separator.lastIndex = position;
  for (let match = separator.exec(text); match !== null; match = separator.exec(text)) {
    if (match.groups?.comma !== undefined) comma = separator.lastIndex;
    if (match.groups?.comment !== undefined) comments = separator.lastIndex;
  }
  return { comma, comments };
}

function withMembers(text: string, object: Node, members: Data): string {
  const layout = layoutIn(text, object);
  const written = Object.entries(members).map(([name, value]) => layout.member(name, value));
  const last = object.children?.at(-1);
  if (last === undefined) {
    const from = after(text, object.offset + 1).comments ?? object.offset + 1;
    const close = endOf(object) - 1;
    const closed = text.slice(from, close).includes("\n");
    const inserted = layout.before + written.join(layout.between) + (closed ? "" : layout.after);
    return spliced(text, [{ at: from, removed: closed ? 0 : close - from, inserted }]);
  }
  const { comma, comments } = after(text, endOf(last));
  const at = Math.max(endOf(last), comma ?? 0, comments ?? 0);
  const inserted = layout.before + written.join(layout.between);
  if (comma !== null) return spliced(text, [{ at, removed: 0, inserted: `${inserted},` }]);
  if (at === endOf(last)) return spliced(text, [{ at, removed: 0, inserted: `,${inserted}` }]);
  return spliced(text, [
    { at: endOf(last), removed: 0, inserted: "," },
    { at, removed: 0, inserted },
  ]);
}

function withoutMember(text: string, object: Node, member: Node): string {
  const members = object.children ?? [];
  const previous = members[members.indexOf(member) - 1];
  const start = startWithBlanks(text, member.offset);
  if (members.length === 1) {
    const inside = text.slice(object.offset + 1, member.offset) + text.slice(endOf(member), endOf(object) - 1);
    if (/^[\s,]*$/.test(inside)) return spliced(text, [{ at: object.offset, removed: object.length, inserted: "{}" }]);
  }
  const { comma } = after(text, endOf(member));
  // If the member is the first one on the line of the brace, its neighbour must move to where the member was.
  const blanks = start < member.offset ? 0 : (/^[ \t]*/.exec(text.slice(comma ?? endOf(member)))?.[0].length ?? 0);
  const own: Splice = { at: start, removed: (comma ?? endOf(member)) + blanks - start, inserted: "" };
  if (comma !== null || previous === undefined) return spliced(text, [own]);
  const before = after(text, endOf(previous)).comma;
  return spliced(text, before === null ? [own] : [own, { at: before - 1, removed: 1, inserted: "" }]);
}

/** The position before the spaces in front of a member, and before the line end in front of those. */
function startWithBlanks(text: string, position: number): number {
  const blanks = /(\r?\n)?[ \t]*$/.exec(text.slice(Math.max(0, position - 1_000), position))?.[0] ?? "";
  return position - blanks.length;
}
