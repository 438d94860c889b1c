/**
 * One edit of a configuration text, with a proof that it does no harm: the new text says the same as the old one, plus
 * or minus the entries.
 */
import { isDeepStrictEqual } from "node:util";
import type { Agent, Entry } from "./model/agent.ts";
import { malformed, unsafeEdit } from "./model/errors.ts";
import { type Data, isData } from "./notation/data.ts";
import { notations } from "./notation/notation.ts";

export type Entries = Readonly<Record<string, unknown>>;
type Format = Pick<Agent, "notation" | "key">;

const byteOrderMark = "\uFEFF";

/** All entries that a text holds, written by Drawbridge or not. Throws `malformed`. */
export const entriesOf = (text: string, { notation, key }: Format): Entries =>
  containerOf(notations[notation].parse(withoutMark(text)), key);

/**
 * The text with these entries added. The text must have no entry of these names yet. Throws `malformed` or
 * `unsafe-edit`.
 */
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

/** Whether two texts say the same, except for entries of these names. */
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

/**
 * The value as plain data, without what the reader of a notation adds (prototypes, dates, big numbers): those become
 * strings.
 */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part)));
