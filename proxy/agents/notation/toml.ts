/**
 * TOML, for Codex: one `[key.name]` table for each entry. No well-maintained TOML writer keeps comments. So a table is
 * appended after the last line and removed by its lines. `smol-toml` reads the file before and after.
 */
import { parse, stringify, TomlError } from "smol-toml";
import { malformed } from "../model/errors.ts";
import { type Data, isData } from "./data.ts";
import { lineEndOf } from "./lines.ts";
import type { Notation } from "./notation.ts";

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

/**
 * A header's path, for example ["mcp_servers", "presto"]. [] for the header of an array of tables, null for every other
 * line.
 */
function headerOf(line: string): readonly string[] | null {
  if (/^\s*\[\[/.test(line)) return isWhole(line) ? [] : null;
  if (!/^\s*\[/.test(line) || !isWhole(line)) return null;
  const path: string[] = [];
  let table: unknown = parse(line);
  for (;;) {
    const [step] = isData(table) ? Object.entries(table) : [];
    if (step === undefined) return path;
    path.push(step[0]);
    table = step[1];
  }
}

/** Whether a text ends at the end of a statement. A line within a string or a list only looks like a header. */
function isWhole(text: string): boolean {
  try {
    parse(text, { integersAsBigInt: "asNeeded" });
    return true;
  } catch {
    return false;
  }
}

/**
 * Removes a table, the tables below it, and the empty line before. Comments before the next header belong to that
 * header and stay.
 */
function withoutTable(text: string, path: readonly string[]): string {
  const lines = text.split(/(?<=\n)/);
  const remaining: string[] = [];
  let trailing: string[] = [];
  let inside = false;
  for (const [at, line] of lines.entries()) {
    const header = headerOf(line);
    if (header !== null && isWhole(lines.slice(0, at).join(""))) {
      const starts = path.every((step, depth) => header[depth] === step);
      if (starts && !inside && remaining.at(-1)?.trim() === "") remaining.pop();
      if (inside && !starts) remaining.push(...(remaining.length === 0 ? withoutBlanks(trailing) : trailing));
      inside = starts;
      trailing = [];
    }
    if (!inside) remaining.push(line);
    else if (/^\s*(#|$)/.test(line)) trailing.push(line);
    else trailing = [];
  }
  const comments = trailing.some((line) => line.trim() !== "");
  return [...remaining, ...(comments ? trailing : [])].join("");
}

/** The lines without the empty lines at the beginning. */
function withoutBlanks(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== "");
  return first < 0 ? [] : lines.slice(first);
}
