/** One edit of a configuration text, proven harmless: what the text says afterwards is what it said before, plus or less the entries. */
import { isDeepStrictEqual } from "node:util";
import type { Agent, Entry } from "./model/agent.ts";
import { malformed, unsafeEdit } from "./model/errors.ts";
import { type Data, isData } from "./notation/data.ts";
import { notations } from "./notation/notation.ts";

export type Entries = Readonly<Record<string, unknown>>;
type Format = Pick<Agent, "notation" | "key">;

const byteOrderMark = "\uFEFF";

/** The entries that a text holds, whoever wrote them. Throws `malformed`. */
export const entriesOf = (text: string, { notation, key }: Format): Entries =>
  containerOf(notations[notation].parse(withoutMark(text)), key);

/** The text with these entries, none of whose names it has. Throws `malformed` or `unsafe-edit`. */
export function withEntries(text: string, format: Format, entries: Readonly<Record<string, Entry>>): string {
  return edited(text, format, Object.keys(entries), (bare) => ({
    text: notations[format.notation].insert(bare, format.key, entries),
    expected: (before) => ({ ...before, ...entries }),
  }));
}

/** The text without the entries of these names. Throws `malformed` or `unsafe-edit`. */
export function withoutEntries(text: string, format: Format, names: readonly string[]): string {
  return edited(text, format, names, (bare) => ({
    text: notations[format.notation].remove(bare, format.key, names),
    expected: (before) => Object.fromEntries(Object.entries(before).filter(([name]) => !names.includes(name))),
  }));
}

/** Whether two texts say the same but for entries of these names. */
export function sameButFor(before: string, after: string, format: Format, names: readonly string[]): boolean {
  const rest = (text: string) => {
    const content = notations[format.notation].parse(withoutMark(text));
    const others = Object.entries(containerOf(content, format.key)).filter(([name]) => !names.includes(name));
    return plain({ ...content, [format.key]: Object.fromEntries(others) });
  };
  return isDeepStrictEqual(rest(before), rest(after));
}

interface Edit {
  readonly text: string;
  expected(before: Entries): Entries;
}

function edited(text: string, format: Format, names: readonly string[], edit: (bare: string) => Edit): string {
  if (names.length === 0) return text;
  const bare = withoutMark(text);
  const before = notations[format.notation].parse(bare);
  const { text: after, expected } = edit(bare);
  const wanted = { ...before, [format.key]: expected(containerOf(before, format.key)) };
  if (!says(after, format, wanted)) throw unsafeEdit(names.join(", "));
  return text.slice(0, text.length - bare.length) + after;
}

function says(text: string, { notation, key }: Format, wanted: Data): boolean {
  try {
    const content = notations[notation].parse(text);
    return isDeepStrictEqual(plain({ ...content, [key]: containerOf(content, key) }), plain(wanted));
  } catch {
    return false;
  }
}

function containerOf(content: Data, key: string): Entries {
  const container = content[key] ?? {};
  if (!isData(container)) throw malformed(`holds no list of servers in "${key}"`);
  return container;
}

const withoutMark = (text: string): string => (text.startsWith(byteOrderMark) ? text.slice(1) : text);

/** As data alone: what a notation's reader adds to its objects (prototypes, dates, big numbers) is put into words. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part)));
