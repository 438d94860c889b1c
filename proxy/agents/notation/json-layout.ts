/** How an object of a JSON text is laid out, so that added members have the same layout. */
import type { Node } from "jsonc-parser";
import { indentationAt, lineEndOf } from "./lines.ts";

export interface Layout {
  /**
   * The text before the first new member, between two members, and after the last member of an object that was empty.
   */
  readonly before: string;
  readonly between: string;
  readonly after: string;
  member(name: string, value: unknown): string;
}

export function layoutIn(text: string, object: Node): Layout {
  const first = object.children?.[0];
  const inLine =
    first === undefined
      ? object.parent !== undefined && !text.trim().includes("\n")
      : !text.slice(object.offset, first.offset).includes("\n");
  return inLine ? onOneLine(text, object) : onLines(text, object);
}

function onOneLine(text: string, object: Node): Layout {
  const [first] = object.children ?? [];
  const spaced = blankBehindColon(text, first ?? object.parent);
  const inside = first === undefined ? "" : text.slice(object.offset + 1, first.offset);
  const gap = spaced ? " " : "";
  const before = first === undefined ? inside : gap;
  return {
    before,
    between: `,${gap}`,
    after: inside,
    member: (name, value) => `${JSON.stringify(name)}:${gap}${spaced ? withBlanks(value) : JSON.stringify(value)}`,
  };
}

function blankBehindColon(text: string, member: Node | undefined): boolean {
  const [name, value] = member?.children ?? [];
  return name !== undefined && value !== undefined && /:\s/.test(text.slice(name.offset + name.length, value.offset));
}

/** The value with a space after commas and colons, as Python's JSON writers do. */
function withBlanks(value: unknown): string {
  return JSON.stringify(value, null, 1)
    .replace(/,\n\s*/g, ", ")
    .replace(/\n\s*/g, "");
}

function onLines(text: string, object: Node): Layout {
  const lineEnd = lineEndOf(text);
  const outer = indentationAt(text, object.offset);
  const unit = unitOf(text, object, outer);
  const inner = outer + unit;
  const before = lineEnd + inner;
  return {
    before,
    between: `,${before}`,
    after: lineEnd + outer,
    member: (name, value) =>
      `${JSON.stringify(name)}: ${JSON.stringify(value, null, unit).replaceAll("\n", lineEnd + inner)}`,
  };
}

/** One step of indentation: that of this object, else that of the outermost object, else two spaces. */
function unitOf(text: string, object: Node, outer: string): string {
  const own = stepAt(text, object, outer);
  if (own !== null) return own;
  let root = object;
  while (root.parent !== undefined) root = root.parent;
  return stepAt(text, root, indentationAt(text, root.offset)) ?? "  ";
}

function stepAt(text: string, object: Node, outer: string): string | null {
  const first = object.children?.[0];
  if (first === undefined || !text.slice(object.offset, first.offset).includes("\n")) return null;
  const inner = indentationAt(text, first.offset);
  return inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : null;
}
