/**
 * Reads reStructuredText (docutils, Sphinx) into blocks of what a person sees on the page: comments, targets and
 * settings are left out, code and tables are kept as such. Pure.
 */
import { type Block, fenced, firstHeading, type ReadDocument } from "./block.ts";
import { readHtml } from "./html.ts";
import { indentedAfter, indentOf, withoutIndent } from "./indentation.ts";
import { type Directive, directiveOf } from "./restructured-text-directive.ts";
import { gridTable, listTable, simpleTable, valuesTable } from "./restructured-text-tables.ts";

/** Maximum nesting of directives; the content of deeper ones is kept as it is written. */
const maxDepth = 20;

/** Takes linear time for any text. Throws RangeError (see readHtml). */
export function readRestructuredText(source: string): ReadDocument {
  const page: Page = { adornments: [], title: null };
  const lines = source.split("\n");
  const blocks = readLines(lines.slice(afterFields(lines)), page, 0);
  return { title: page.title ?? firstHeading(blocks), blocks };
}

interface Page {
  /** The ways in which headings are underlined, the highest level first. */
  readonly adornments: string[];
  title: string | null;
}

/** Fields at the top of a page are its settings. */
function afterFields(lines: readonly string[]): number {
  let at = 0;
  while (/^:[A-Za-z][\w -]*:(?:\s|$)/.test(lines[at] ?? "")) at = indentedAfter(lines, at, 0);
  return at;
}

interface Part {
  readonly blocks: readonly Block[];
  readonly end: number;
}

function readLines(lines: readonly string[], page: Page, depth: number): readonly Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    if (lines[at]?.trim() === "") {
      at += 1;
      continue;
    }
    const part =
      headingAt(lines, at, page) ??
      markupAt(lines, at, page, depth) ??
      gridTable(lines, at) ??
      simpleTable(lines, at) ??
      paragraphAt(lines, at);
    blocks.push(...part.blocks);
    at = part.end;
  }
  return blocks;
}

/** A heading is underlined, and sometimes has a line above it, too. A line of signs without text divides paragraphs. */
function headingAt(lines: readonly string[], at: number, page: Page): Part | null {
  const [first = "", second = "", third = ""] = lines.slice(at, at + 3).map((line) => line.trimEnd());
  if (isAdornment(first)) {
    if (second.trim() === "") return { blocks: [], end: at + 1 };
    if (isAdornment(third) && third.charAt(0) === first.charAt(0))
      return { blocks: [headingOf(second, `over ${first.charAt(0)}`, page)], end: at + 3 };
  }
  if (first.length > maxHeadingChars || /^\s/.test(first) || isAdornment(first) || !isAdornment(second)) return null;
  return { blocks: [headingOf(first, second.charAt(0), page)], end: at + 2 };
}

const maxHeadingChars = 200;
const isAdornment = (line: string): boolean => /^([!-/:-@[-`{-~])\1{2,}$/.test(line);

function headingOf(text: string, adornment: string, page: Page): Block {
  if (!page.adornments.includes(adornment)) page.adornments.push(adornment);
  const level = Math.min(6, page.adornments.indexOf(adornment) + 1);
  return { kind: "heading", level, text: withoutRoles(text).replaceAll("`", "").trim() };
}

/** Explicit markup starts with two dots: a directive, or else a target, a substitution or a comment. */
function markupAt(lines: readonly string[], at: number, page: Page, depth: number): Part | null {
  const line = lines[at] ?? "";
  const text = line.trim();
  if (text !== ".." && !text.startsWith(".. ")) return null;
  // An empty comment is only this line.
  if (text === ".." && lines[at + 1]?.trim() === "") return { blocks: [], end: at + 1 };
  const end = indentedAfter(lines, at, indentOf(line));
  const body = lines.slice(at + 1, end);
  const note = /^\.\. \[[^\]\s]+\](.*)$/.exec(text)?.[1];
  if (note !== undefined) return { blocks: readLines(withoutIndent([note.trim(), ...body]), page, depth + 1), end };
  const directive = directiveOf(text, body);
  return { blocks: directive === null ? [] : blocksOf(directive, page, depth), end };
}

function blocksOf(directive: Directive, page: Page, depth: number): readonly Block[] {
  const { kind, argument, options, body } = directive;
  const caption = options.get("caption") ?? options.get("alt");
  const words = (text: string | undefined): readonly Block[] =>
    text === undefined || text === "" ? [] : [{ kind: "text", raw: text }];
  const code = (language: string): readonly Block[] =>
    body.length === 0 ? [] : [{ kind: "code", raw: fenced(body.join("\n"), language) }];
  switch (kind) {
    case "hidden":
      return [];
    case "title":
      page.title ??= argument;
      return [];
    case "code":
      return [...words(caption), ...code(argument)];
    case "raw":
      return argument.trim() === "html" ? readHtml(body.join("\n")).blocks : [];
    case "values":
      return [...words(argument), ...valuesTable(options.get("header"), body)];
    case "list":
      return [...words(argument), ...listTable(Number(options.get("header-rows") ?? 0), body)];
    case "picture":
      return [...words(caption), ...inner(body, page, depth)];
    case "content":
      return [...words(withoutRoles(argument)), ...inner(body, page, depth)];
  }
}

const inner = (body: readonly string[], page: Page, depth: number): readonly Block[] => {
  if (body.length === 0) return [];
  return depth < maxDepth ? readLines(body, page, depth + 1) : [{ kind: "text", raw: body.join("\n") }];
};

/** Text up to an empty line. If it ends with two colons, what is indented after it is code. */
function paragraphAt(lines: readonly string[], at: number): Part {
  let end = at + 1;
  while (end < lines.length && lines[end]?.trim() !== "") end += 1;
  const own = lines.slice(at, end);
  const raw = own.join("\n").trimEnd();
  if (raw.trimStart().startsWith(">>> "))
    return { blocks: [{ kind: "code", raw: fenced(withoutIndent(own).join("\n"), "python") }], end };
  if (!raw.endsWith("::")) return { blocks: [{ kind: "text", raw: withoutRoles(raw) }], end };
  const text = raw.slice(0, -1).trimEnd();
  const codeEnd = indentedAfter(lines, end - 1, indentOf(own[0] ?? ""));
  const code = withoutIndent(lines.slice(end, codeEnd));
  return {
    blocks: [
      ...(text.trim() === ":" ? [] : [{ kind: "text", raw: withoutRoles(text) } as const]),
      ...(code.length === 0 ? [] : [{ kind: "code", raw: fenced(code.join("\n")) } as const]),
    ],
    end: code.length === 0 ? end : codeEnd,
  };
}

/** `:ref:` and other roles, without their name and target. */
const withoutRoles = (text: string): string =>
  text.replace(/:[A-Za-z][\w.+:-]{0,40}:`([^`<]{1,500})(?:<[^`>]{0,500}>)?`/g, (_, shown: string) => shown.trim());
