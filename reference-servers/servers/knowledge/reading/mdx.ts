/**
 * Reads MDX (Markdown with JSX): imports, exports, tags of components and expressions are left out, the text between
 * them is kept. Pure.
 */
import type { ReadDocument } from "./block.ts";
import { codeSpans } from "./inline-html.ts";
import { type JsxPart, readExpression, readTag } from "./jsx.ts";
import { readMdxMarkdown } from "./markdown.ts";

/** Takes linear time for any text. Throws RangeError (see readHtml). */
export const readMdx = (source: string): ReadDocument => readMdxMarkdown(withoutJsx(source));

/** The Markdown of an MDX document. Code stays as it is. */
export function withoutJsx(source: string): string {
  const lines = source.split("\n");
  const result: string[] = [];
  let prose: string[] = [];
  const flush = (): void => {
    if (prose.length > 0) result.push(withoutTags(prose.join("\n")));
    prose = [];
  };
  let atBlockStart = true;
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    const fence = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      flush();
      const end = endOfFence(lines, at, fence);
      result.push(...withoutDeepIndent(lines.slice(at, end)));
      at = end;
    } else if (atBlockStart && isModuleCode(line)) {
      at = endOfModuleCode(lines, at);
      continue;
    } else {
      prose.push(line);
      at += 1;
    }
    atBlockStart = line.trim() === "" || fence !== undefined;
  }
  flush();
  return result.join("\n");
}

function endOfFence(lines: readonly string[], start: number, fence: string): number {
  for (let at = start + 1; at < lines.length; at += 1) {
    const line = lines[at]?.trim() ?? "";
    if (line.startsWith(fence) && line.replaceAll(fence.charAt(0), "") === "") return at + 1;
  }
  return lines.length;
}

/** Code that is indented with its component would not be code in Markdown. */
function withoutDeepIndent(lines: readonly string[]): readonly string[] {
  const indent = /^\s*/.exec(lines[0] ?? "")?.[0] ?? "";
  if (indent.length < 4) return lines;
  return lines.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
}

/** Whether a line starts an import or export of JavaScript, and not a sentence that begins with the word. */
const isModuleCode = (line: string): boolean =>
  /^import\s*(?:["'{]|\*\s*as\b|[\w$]+\s*(?:,\s*[{*]|from\s*["']))/.test(line) ||
  /^export\s*(?:[{*]|(?:default|const|let|var|async|function|class)\b)/.test(line);

/** Maximum lines in which the braces of an export close. */
const maxModuleLines = 200;

/** The code ends at an empty line outside of its braces; at the first empty line if the braces do not close. */
function endOfModuleCode(lines: readonly string[], start: number): number {
  const limit = Math.min(lines.length, start + maxModuleLines);
  let firstEmpty = limit;
  let depth = 0;
  for (let at = start; at < limit; at += 1) {
    const line = lines[at] ?? "";
    if (line.trim() === "") {
      if (depth <= 0) return at;
      firstEmpty = Math.min(firstEmpty, at);
    }
    for (const [sign] of line.matchAll(/[{}()[\]]/g)) depth += "{([".includes(sign) ? 1 : -1;
  }
  return depth <= 0 ? limit : firstEmpty;
}

/** Removes tags of components and expressions from prose. */
function withoutTags(prose: string): string {
  const spans = codeSpans(prose);
  // Every attempt to read a tag costs what it looks at, so text with many unfinished tags stays as it is after a while.
  let budget = 8 * prose.length + 10_000;
  const special = /[<{]/g;
  let result = "";
  let at = 0;
  let spanAt = 0;
  while (budget > 0) {
    special.lastIndex = at;
    const next = special.exec(prose)?.index;
    if (next === undefined) break;
    while ((spans[spanAt]?.to ?? prose.length) <= at) spanAt += 1;
    const span = spans[spanAt];
    const isCode = span !== undefined && span.from <= next;
    const part = isCode || prose[next - 1] === "\\" ? null : readPart(prose, next);
    budget -= part?.cost ?? 0;
    const end = isCode ? span.to : (part?.end ?? null);
    const copied = isCode ? span.to : end === null ? next + 1 : next;
    result += prose.slice(at, copied);
    if (part !== null && end !== null) result += withSpace(part, startsLine(prose, next));
    at = end ?? copied;
  }
  return result + prose.slice(at);
}

const readPart = (prose: string, at: number): JsxPart =>
  prose[at] === "<" ? readTag(prose, at) : readExpression(prose, at);

/** The titles of a component are a paragraph of their own if the component starts a line. */
const withSpace = ({ kind, text }: JsxPart, isParagraph: boolean): string =>
  kind === "inline" || text === "" ? text : `${text}${isParagraph ? "\n\n" : " "}`;

/** Whether only spaces are before `at` in its line. */
const startsLine = (prose: string, at: number): boolean =>
  /(?:^|\n)[ \t]*$/.test(prose.slice(Math.max(0, at - 100), at));
