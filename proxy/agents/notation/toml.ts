/**
 * TOML, as Codex has it: one `[key.name]` table for each entry. No TOML writer that is kept well keeps comments, so a
 * table is put behind the last line and taken out by its lines; `smol-toml` reads the file before and after.
 */
import { parse, stringify, TomlError } from "smol-toml";
import { z } from "zod";
import { malformed } from "../errors.ts";
import { lineEndOf } from "./lines.ts";
import type { Data, Notation } from "./notation.ts";

const Table = z.record(z.string(), z.unknown());

export const toml: Notation = {
  parse(text): Data {
    try {
      return parse(text, { integersAsBigInt: "asNeeded" });
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      throw malformed(`is not valid TOML (line ${error.line})`);
    }
  },

  insert(text, key, entries) {
    const lineEnd = lineEndOf(text);
    const tables = Object.entries(entries).map(([name, entry]) => stringify({ [key]: { [name]: entry } }).trim());
    const added = `${tables.join("\n\n")}\n`.replaceAll("\n", lineEnd);
    if (text.trim() === "") return text + added;
    return text + (text.endsWith("\n") ? "" : lineEnd) + lineEnd + added;
  },

  remove: (text, key, names) => names.reduce((result, name) => withoutTable(result, [key, name]), text),
};

/** A header's path, ["mcp_servers", "presto"]; null for every other line. */
function headerOf(line: string): readonly string[] | null {
  if (!/^\s*\[[^[]/.test(line)) return line.trimStart().startsWith("[[") ? [] : null;
  try {
    const path: string[] = [];
    let table: unknown = parse(line);
    for (;;) {
      const [step, ...others] = Object.entries(Table.parse(table));
      if (step === undefined || others.length > 0) return path;
      path.push(step[0]);
      table = step[1];
    }
  } catch {
    return null;
  }
}

/** Takes out a table and those below it, and the blank line before. Comments before the next header belong to that. */
function withoutTable(text: string, path: readonly string[]): string {
  const lines = text.split(/(?<=\n)/);
  const kept: string[] = [];
  let trailing: string[] = [];
  let inside = false;
  for (const line of lines) {
    const header = headerOf(line);
    if (header !== null) {
      const starts = path.every((step, at) => header[at] === step);
      if (starts && !inside && kept.at(-1)?.trim() === "") kept.pop();
      if (inside && !starts) kept.push(...trailing);
      inside = starts;
      trailing = [];
    }
    if (!inside) kept.push(line);
    else if (/^\s*(#|$)/.test(line)) trailing.push(line);
    else trailing = [];
  }
  const comments = trailing.some((line) => line.trim() !== "");
  return [...kept, ...(comments ? trailing : [])].join("");
}
