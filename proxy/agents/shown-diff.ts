/**
 * An edit as a unified diff that may be shown to anyone. Of the text that others wrote it shows only the layout,
 * because a value or a comment there may hold a token. Only words that Drawbridge itself would write are visible.
 */
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import type { Entry } from "./model/agent.ts";

export interface ShownEdit {
  readonly file: string;
  /** Null if the file does not exist. */
  readonly before: string | null;
  readonly after: string | null;
  readonly key: string;
  readonly entries: Readonly<Record<string, Entry>>;
}

const hidden = "…";
/** A longer line is shortened to the relevant part, because some agents write their file on one line. */
const longLine = 240;

export function shownDiff({ file, before, after, key, entries }: ShownEdit): string {
  const words = wordsOf({ [key]: entries });
  return createTwoFilesPatch(
    before === null ? "/dev/null" : file,
    after === null ? "/dev/null" : file,
    masked(before ?? "", words),
    masked(after ?? "", words),
    undefined,
    undefined,
    { context: 3, headerOptions: FILE_HEADERS_ONLY },
  );
}

/** Strings as JSON, TOML and YAML quote them, the text between spaces and punctuation, and single dashes. */
const token = /"(?:\\.|[^"\\\n])*"|'[^'\n]*'|(?:[^\s{}[\],:="'#]|:(?=[^\s"'[{]))+/g;

function masked(text: string, words: ReadonlySet<string>): string {
  const masked = text.replaceAll("\r\n", "\n").replace(token, (match) => {
    const quote = /^["']/.exec(match)?.[0] ?? "";
    const bare = quote === "" ? match : match.slice(1, -1);
    return isShown(bare, words) ? match : `${quote}${hidden}${quote}`;
  });
  return masked.split("\n").map(shortened).join("\n");
}

const isShown = (bare: string, words: ReadonlySet<string>): boolean =>
  bare === "" || bare === "-" || words.has(bare) || bare.split(".").every((part) => words.has(part));

function shortened(line: string): string {
  const plain = line.replace(/…(?: +…)+/g, hidden);
  return plain.length <= longLine ? plain : plain.replace(/…["'\s{}[\],:=…#]*…/g, hidden);
}

/** Every word in the entries, both as it is and as JSON escapes it. */
function wordsOf(value: unknown): ReadonlySet<string> {
  const words = new Set<string>();
  const add = (word: string) => {
    for (const part of [word, ...word.split(/\s+/)]) words.add(part).add(JSON.stringify(part).slice(1, -1));
  };
  const visit = (part: unknown): void => {
    if (Array.isArray(part)) part.forEach(visit);
    else if (typeof part === "object" && part !== null)
      for (const [name, inner] of Object.entries(part)) {
        add(name);
        visit(inner);
      }
    else add(String(part));
  };
  visit(value);
  return words;
}
