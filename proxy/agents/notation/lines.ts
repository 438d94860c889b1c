/** Line ends and indentation that a text already uses. */

export const lineEndOf = (text: string): "\r\n" | "\n" => (text.includes("\r\n") ? "\r\n" : "\n");

/** The position where the line of `position` begins. */
export const lineStart = (text: string, position: number): number => text.lastIndexOf("\n", position - 1) + 1;

/** The spaces before the first word of the line of `position`. */
export function indentationAt(text: string, position: number): string {
  const start = lineStart(text, position);
  return /^[ \t]*/.exec(text.slice(start, position))?.[0] ?? "";
}

/** The position after the line of `position`, including its line end. */
export function nextLine(text: string, position: number): number {
  if (position > 0 && text[position - 1] === "\n") return position;
  const end = text.indexOf("\n", position);
  return end < 0 ? text.length : end + 1;
}

export interface Splice {
  readonly at: number;
  readonly removed: number;
  readonly inserted: string;
}

/** Makes several changes to one text. All positions are those in the original text. */
export function spliced(text: string, splices: readonly Splice[]): string {
  return [...splices]
    .sort((a, b) => b.at - a.at)
    .reduce((result, { at, removed, inserted }) => result.slice(0, at) + inserted + result.slice(at + removed), text);
}
