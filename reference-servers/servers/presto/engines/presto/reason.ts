/**
 * The engine's reason for a failure, without values. Messages of engines quote the statement, and at run time also the
 * data. So a word passes only if it is known (reason-words.ts), or is a name in the statement; every other word, number
 * and quoted text becomes "…". Pure.
 */
import { reasonWords } from "./reason-words.ts";

const maxLength = 300;
/** A reason with fewer words says nothing. */
const minWords = 2;

/** Null if nothing of the message is left. `sql`: the statement that failed. */
export function reasonWithoutValues(message: string, sql: string): string | null {
  const { names, literals } = wordsOf(sql);
  const isKnown = (word: string): boolean => {
    const key = word.toLowerCase();
    return reasonWords.has(key) || (names.has(key) && !literals.has(key));
  };
  const pass = (part: string): string => {
    const quote = /^['"]/.exec(part)?.[0];
    if (quote === undefined) return /^[A-Za-z_]/.test(part) && isKnown(part) ? part : "…";
    return isHarmless(part.slice(1, -1)) ? part : `${quote}…${quote}`;
  };
  /** In quotes: symbols, and names of the statement. A known word in quotes may be a value that equals it. */
  const isHarmless = (text: string): boolean =>
    text === "<EOF>" ||
    /^[^\p{L}\p{N}\s'"]{1,3}$/u.test(text) ||
    (/^[\w$]+(\.[\w$]+)*$/.test(text) &&
      text.split(".").every((name) => isKnown(name) && !literals.has(name.toLowerCase())));

  const text = message
    .replace(/^line \d+:\d+: /, "")
    .replace(/\s+/g, " ")
    .replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[\p{L}\p{N}_$@\\]+|[^\x20-\x7e]+/gu, pass)
    .replace(/(?:…[\s\p{P}\p{S}]*)+…/gu, "…")
    .trim()
    .replace(/\.+$/, "");
  const words = text.match(/[A-Za-z]{2,}/g) ?? [];
  if (words.length < minWords) return null;
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

/** The names and keywords of a statement, and the words of its literals and comments, in lower case. */
function wordsOf(sql: string): { readonly names: ReadonlySet<string>; readonly literals: ReadonlySet<string> } {
  const hidden: string[] = [];
  const visible = sql.replace(/'(?:[^']|'')*(?:'|$)|--[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (text) => {
    hidden.push(text);
    return " ";
  });
  const words = (text: string) => new Set(text.toLowerCase().match(/[a-z_][\w$]*/g) ?? []);
  return { names: words(visible), literals: words(hidden.join(" ")) };
}
