/**
 * Selects the few lines of a failure's text that a person would read first. Such a text can have hundreds of lines of
 * stack trace.
 */

export interface ExcerptBounds {
  readonly characters: number;
  readonly lines: number;
}

/** @param around matches the most important lines; other lines are added while there is room */
export function excerpt(text: string, around: RegExp | null, { characters, lines }: ExcerptBounds): string {
  const all = text.split("\n").map((line) => line.trimEnd());
  const scored = all.map((line, index) => ({ line, index, score: scoreOf(line, index, all, around) }));
  const chosen = scored
    .filter(({ line, score }) => line.trim() !== "" && score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, lines)
    .sort((a, b) => a.index - b.index);
  const parts: string[] = [];
  let room = characters;
  let before = -1;
  for (const { line, index } of chosen) {
    const gap = before !== -1 && index > before + 1 ? "… " : "";
    const part = gap + shorten(line.trim(), Math.min(room, Math.ceil(characters * 0.7)));
    if (part.length > room) break;
    parts.push(part);
    room -= part.length + 1;
    before = index;
  }
  return parts.join("\n");
}

function scoreOf(line: string, index: number, all: readonly string[], around: RegExp | null): number {
  if (/^\s+at (java|javax|jdk|sun|scala|org\.apache|io\.netty|py4j)\b/.test(line) || /^\s*\.\.\. \d+ more/.test(line))
    return 0;
  if (/^\s*[\^~]+\s*$/.test(line)) return 0;
  if (around?.test(line) === true) return 10;
  if (/^(Caused by: |[\w.]*(Error|Exception)\b.*: )/.test(line)) return 8;
  // The place in the user's own code: the innermost frame in Python, the first frame outside of the framework in Java.
  if (/^\s+File "(?!.*(site-packages|pyspark\.zip|\/python3))/.test(line)) return 7;
  if (/^\s+File "/.test(all[index - 1] ?? "") && !/(site-packages|pyspark\.zip|\/python3)/.test(all[index - 1] ?? ""))
    return 6;
  if (/^\s+at [\w$.]+\(/.test(line)) return 5;
  if (index === 0) return 4;
  return /^\s+(File |at )/.test(line) || /site-packages|pyspark/.test(all[index - 1] ?? "") ? 0 : 1;
}

const shorten = (line: string, maxChars: number): string =>
  line.length <= maxChars ? line : `${line.slice(0, Math.max(0, maxChars - 1))}…`;
