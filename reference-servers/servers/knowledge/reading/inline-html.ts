/**
 * Removes comments and hidden elements from HTML within a paragraph of Markdown. The rest stays as its author wrote it.
 * An element without an end tag stays too, because prose about `List<Object>` contains no object element. Pure.
 */
import { Parser } from "htmlparser2";
import { isHiddenElement, maxNesting } from "./html-elements.ts";

/** Takes linear time for any text. Throws RangeError if elements nest deeper than `maxNesting`. */
export function withoutHidden(markdown: string): string {
  if (!markdown.includes("<")) return markdown;
  const hidden: { readonly from: number; readonly to: number }[] = [];
  const open: { readonly name: string; readonly from: number; readonly unseen: boolean }[] = [];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (open.length > maxNesting) throw new RangeError("elements nest too deeply");
        open.push({ name, from: parser.startIndex, unseen: isHiddenElement(name, attributes) });
      },
      onclosetag(_, implied) {
        const element = open.pop();
        if (element?.unseen === true && !implied) hidden.push({ from: element.from, to: parser.endIndex + 1 });
      },
      oncomment() {
        hidden.push({ from: parser.startIndex, to: parser.endIndex + 1 });
      },
    },
    { lowerCaseTags: true },
  );
  parser.end(withoutCodeSpans(markdown));
  let result = "";
  let at = 0;
  for (const { from, to } of hidden.toSorted((a, b) => a.from - b.from)) {
    if (from > at) result += markdown.slice(at, from);
    at = Math.max(at, to);
  }
  return result + markdown.slice(at);
}

/** Replaces code with spaces of the same length. */
function withoutCodeSpans(markdown: string): string {
  let masked = "";
  let result = 0;
  for (const { from, to } of codeSpans(markdown)) {
    masked += markdown.slice(result, from) + " ".repeat(to - from);
    result = to;
  }
  return masked + markdown.slice(result);
}

/**
 * Where the code in a paragraph begins and ends. A run of backticks ends at the next run of the same length (CommonMark
 * 6.1).
 */
export function codeSpans(markdown: string): readonly { readonly from: number; readonly to: number }[] {
  const runs = [...markdown.matchAll(/`+/g)].map(({ 0: run, index }) => ({ length: run.length, from: index }));
  const next = new Map<number, number>();
  const ends = runs.map(() => -1);
  for (let at = runs.length - 1; at >= 0; at -= 1) {
    const length = runs[at]?.length ?? 0;
    ends[at] = next.get(length) ?? -1;
    next.set(length, at);
  }
  const spans: { readonly from: number; readonly to: number }[] = [];
  for (let at = 0; at < runs.length; at += 1) {
    const [opening, end] = [runs[at], runs[ends[at] ?? -1]];
    if (opening === undefined || end === undefined) continue;
    spans.push({ from: opening.from, to: end.from + end.length });
    at = ends[at] ?? at;
  }
  return spans;
}
