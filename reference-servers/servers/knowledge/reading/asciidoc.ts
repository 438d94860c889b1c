/**
 * Reads AsciiDoc into blocks of what a person sees on the page: comments, attributes and conditions are left out, code
 * and tables are kept as such. Pure.
 */
import { asciidocTable } from "./asciidoc-table.ts";
import { type Block, fenced, firstHeading, type ReadDocument } from "./block.ts";
import { readHtml } from "./html.ts";

/** Takes linear time for any text. Throws RangeError (see readHtml). */
export function readAsciidoc(source: string): ReadDocument {
  const lines = source.split("\n").map((line) => line.trimEnd());
  const blocks: Block[] = [];
  let title: string | null = null;
  let attributes = "";
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    if (line === "") {
      at += 1;
      continue;
    }
    const heading = headingAt(lines, at);
    const delimiter = delimiterOf(line);
    if (heading !== null) {
      blocks.push({ kind: "heading", level: heading.level, text: heading.text });
      at = heading.end;
    } else if (delimiter !== null) {
      const end = delimiter === "frame" ? at : endOf(lines, at);
      blocks.push(...blocksOf(delimiter, lines.slice(at + 1, end), attributes));
      at = end + 1;
    } else if (/^\[.*\]$/.test(line)) {
      // The lines in brackets above a block describe it.
      attributes = `${attributes} ${line}`;
      at += 1;
      continue;
    } else if (isBlockTitle(line)) {
      blocks.push({ kind: "text", raw: line.slice(1) });
      at += 1;
      // The description of the block may be above its title.
      continue;
    } else if (isUnseen(line)) {
      title ??= /^:(?:doc)?title:\s+(.*)$/.exec(line)?.[1] ?? null;
      at += 1;
      while (line.startsWith(":") && /[\\+]$/.test(lines[at - 1] ?? "") && at < lines.length) at += 1;
    } else {
      const end = endOfParagraph(lines, at);
      const raw = lines.slice(at, end).map(shown).join("\n");
      if (/^\[?.*\bsource\b/.test(attributes.trim())) blocks.push(...blocksOf("code", raw.split("\n"), attributes));
      else if (raw.trim() !== "") blocks.push({ kind: "text", raw });
      at = end;
    }
    attributes = "";
  }
  return { title: firstHeading(blocks) ?? title, blocks };
}

type Delimiter = "code" | "html" | "table" | "comment" | "frame";

/** The kind of block that the line begins; null if it begins none. */
function delimiterOf(line: string): Delimiter | null {
  if (/^(?:-{4,}|\.{4,}|`{3,}.*)$/.test(line)) return "code";
  if (/^\+{4,}$/.test(line)) return "html";
  if (/^[|,:!]={3,}$/.test(line)) return "table";
  if (/^\/{4,}$/.test(line)) return "comment";
  return /^(?:={4,}|\*{4,}|_{4,}|--)$/.test(line) ? "frame" : null;
}

/** Where a block ends: at a line that is equal to its first one, or at the end of the document. */
function endOf(lines: readonly string[], at: number): number {
  const fence = (lines[at] ?? "").replace(/^(`{3,}).*$/, "$1");
  const end = lines.indexOf(fence, at + 1);
  return end === -1 ? lines.length : end;
}

function blocksOf(delimiter: Delimiter, body: readonly string[], attributes: string): readonly Block[] {
  switch (delimiter) {
    case "code": {
      const language = /\[(?:source)?[^,\]]*,\s*(?:language=)?"?([\w+#.-]+)/.exec(attributes)?.[1] ?? "";
      return body.every((line) => line === "") ? [] : [{ kind: "code", raw: fenced(body.join("\n"), language) }];
    }
    case "html":
      return readHtml(body.join("\n")).blocks;
    case "table":
      return asciidocTable(body, attributes);
    default:
      return [];
  }
}

interface Heading {
  readonly level: number;
  readonly text: string;
  readonly end: number;
}

/** "== Title", or a title that is underlined by as many signs as it has characters, give or take one. */
function headingAt(lines: readonly string[], at: number): Heading | null {
  const line = lines[at] ?? "";
  const [, marks = "", text] = /^(={1,6}|#{1,6})[ \t]+(\S.*)$/.exec(line) ?? [];
  if (text !== undefined) {
    const closed = text.endsWith(` ${marks}`) ? text.slice(0, -marks.length) : text;
    return { level: marks.length, text: plain(closed), end: at + 1 };
  }
  const under = lines[at + 1] ?? "";
  const level = "=-~^+".indexOf(under.charAt(0)) + 1;
  if (level === 0 || line.length < 3 || Math.abs(under.length - line.length) > 1) return null;
  if (!/^[\p{L}\p{N}]/u.test(line) || !/^(.)\1{2,}$/.test(under)) return null;
  return { level, text: plain(line), end: at + 2 };
}

const plain = (text: string): string => text.replace(/\[\[[^\]]{0,100}\]\]|[`*]/g, "").trim();

/** Lines that steer the page: comments, attributes, conditions, includes, breaks and marks that continue a list. */
const isUnseen = (line: string): boolean =>
  /^(?:\/\/(?!\/)|:!?[\w-]+!?:(?:\s|$)|(?:include|ifdef|ifndef|ifeval|endif|toc|video|audio)::|<<<$|'''$|\+$)/.test(
    line,
  );

function endOfParagraph(lines: readonly string[], at: number): number {
  let end = at + 1;
  while (end < lines.length) {
    const line = lines[end] ?? "";
    if (line === "" || delimiterOf(line) !== null || isUnseen(line) || /^\[.*\]$/.test(line)) break;
    end += 1;
  }
  return end;
}

const isBlockTitle = (line: string): boolean => /^\.[^\s.]/.test(line);

/** A line as the page shows it: a picture as its text. */
const shown = (line: string): string =>
  /^image::?[^[\]\s]{0,500}\[([^\],]{0,500})/.exec(line)?.[1]?.replaceAll('"', "") ?? line;
