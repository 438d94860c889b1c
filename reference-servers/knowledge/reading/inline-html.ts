/**
 * HTML within a paragraph of Markdown: comments and hidden elements are taken out, the rest stays as its author wrote
 * it. An element that never ends stays too: prose about `List<Object>` is no page with an object in it. Pure.
 */
import { Parser } from "htmlparser2";
import { deepestNesting, isUnseen } from "./html.ts";

/** In linear time, whatever the text. Throws RangeError where elements nest deeper than `deepestNesting`. */
export function withoutHidden(markdown: string): string {
  if (!markdown.includes("<")) return markdown;
  const hidden: { readonly from: number; readonly to: number }[] = [];
  const open: { readonly name: string; readonly from: number; readonly unseen: boolean }[] = [];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (open.length > deepestNesting) throw new RangeError("elements nest too deep");
        open.push({ name, from: parser.startIndex, unseen: isUnseen(name, attributes) });
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
  let kept = "";
  let at = 0;
  for (const { from, to } of hidden.toSorted((a, b) => a.from - b.from)) {
    if (from > at) kept += markdown.slice(at, from);
    at = Math.max(at, to);
  }
  return kept + markdown.slice(at);
}

/** The same length, with blanks in the place of code: a run of backticks ends at the next as long (CommonMark 6.1). */
function withoutCodeSpans(markdown: string): string {
  const runs = [...markdown.matchAll(/`+/g)].map(({ 0: run, index }) => ({ length: run.length, from: index }));
  const next = new Map<number, number>();
  const ends = runs.map(() => -1);
  for (let at = runs.length - 1; at >= 0; at -= 1) {
    const length = runs[at]?.length ?? 0;
    ends[at] = next.get(length) ?? -1;
    next.set(length, at);
  }
  let masked = "";
  let kept = 0;
  for (let at = 0; at < runs.length; at += 1) {
    const [opening, end] = [runs[at], runs[ends[at] ?? -1]];
    if (opening === undefined || end === undefined) continue;
    const after = end.from + end.length;
    masked += markdown.slice(kept, opening.from) + " ".repeat(after - opening.from);
    kept = after;
    at = ends[at] ?? at;
  }
  return masked + markdown.slice(kept);
}
