/**
 * CREATE statements of Presto and Trino in one form, so that both sides of a comparison differ only in what the change alters.
 * Pure.
 */
import { queryAfterAs } from "../../resolving/definition-text.ts";
import { quoted } from "../../sql/object-name.ts";
import type { TableName } from "./tables.ts";

const part = /(?:"(?:[^"]|"")*"|[^\s".(),]+)/.source;
const dotted = `${part}(?:\\.${part})*`;
const head = new RegExp(
  `^CREATE\\s+(?:OR\\s+REPLACE\\s+)?(MATERIALIZED\\s+VIEW|VIEW|TABLE)\\s+(?:IF NOT EXISTS\\s+)?${dotted}`,
  "i",
);

/**
 * A CREATE statement with the full name `name`, and without what does not differ: OR REPLACE, needless quotes, and SECURITY
 * DEFINER, which is the default. Null for another text, and for CREATE TABLE AS, which does not say its columns.
 */
export function createdDefinition(statement: string, name: TableName): string | null {
  const printed = withoutNeedlessQuotes(statement.trim());
  const match = head.exec(printed);
  if (match === null) return null;
  const [all, kind = ""] = match;
  const rest = printed.slice(all.length);
  const start = `CREATE ${kind.toUpperCase().replace(/\s+/, " ")} ${name.map(quoted).join(".")}`;
  const query = queryAfterAs(rest);
  if (/^TABLE$/i.test(kind)) return query === null ? `${start} ${rest.trim()}` : null;
  if (query === null) return null;
  const options = rest
    .slice(0, rest.length - query.length)
    .replace(/\bAS\s*$/i, "")
    .replace(/\s*\bSECURITY\s+DEFINER\b/i, "")
    .trim();
  return `${start}${options === "" ? "" : `\n${options}`}\nAS\n${query.trim()}`;
}

const withoutNeedlessQuotes = (text: string): string =>
  text.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'/g, (part) =>
    /^"[a-z_][a-z0-9_]*"$/.test(part) ? part.slice(1, -1) : part,
  );

/** A line of a column: its name in quotes, then its type. */
const columnLine = (name: string): RegExp =>
  new RegExp(`^\\s*"?${name.replaceAll('"', '""').replaceAll(/[.*+?^$()[\]{}|\\]/g, "\\$&")}"?\\s`, "i");

/**
 * The definition of a table after an ALTER that the engine printed. Null for a kind of change that this function does not
 * know, or if the column is not found. `renamed` is the new name of a RENAME of the whole table or view.
 */
export function alteredDefinition(now: string, printed: string, renamed: TableName | null): string | null {
  const alter = new RegExp(`^ALTER\\s+(?:TABLE|VIEW|MATERIALIZED\\s+VIEW)\\s+(?:IF\\s+EXISTS\\s+)?${dotted}\\s+`, "i");
  const statement = printed.trim();
  const act = statement.slice(alter.exec(statement)?.[0].length ?? statement.length).trim();
  if (/^RENAME\s+TO\b/i.test(act)) return renamed === null ? null : createdDefinition(now, renamed);
  const lines = now.split("\n");
  const last = lines.findIndex((line, index) => index > 0 && /^\)/.test(line)) - 1;
  if (last < 1) return null;
  const columnAt = (name: string): number => {
    const at = lines.findIndex((line, index) => index > 0 && index <= last && columnLine(name).test(line));
    return at;
  };

  const added = /^ADD\s+COLUMN\s+(?:IF\s+NOT\s+EXISTS\s+)?(.+)$/is.exec(act)?.[1];
  if (added !== undefined) {
    const [name = ""] = new RegExp(`^${part}`).exec(added) ?? [];
    const type = added.slice(name.length).trim();
    return [
      ...lines.slice(0, last),
      `${lines[last]},`,
      `   ${quotedName(name)} ${type}`,
      ...lines.slice(last + 1),
    ].join("\n");
  }

  const dropped = new RegExp(`^DROP\\s+COLUMN\\s+(?:IF\\s+EXISTS\\s+)?(${part})$`, "i").exec(act)?.[1];
  if (dropped !== undefined) {
    const at = columnAt(bare(dropped));
    if (at < 0) return null;
    const others = lines.toSpliced(at, 1);
    // The last column has no comma after it.
    if (at === last && last > 1) others[last - 1] = (others[last - 1] ?? "").replace(/,$/, "");
    return others.join("\n");
  }

  const rename = new RegExp(`^RENAME\\s+COLUMN\\s+(?:IF\\s+EXISTS\\s+)?(${part})\\s+TO\\s+(${part})$`, "i").exec(act);
  if (rename !== null) {
    const [, from = "", to = ""] = rename;
    const at = columnAt(bare(from));
    if (at < 0) return null;
    return lines.with(at, (lines[at] ?? "").replace(new RegExp(`^(\\s*)${part}`), `$1${quotedName(to)}`)).join("\n");
  }
  return null;
}

const bare = (name: string): string => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name);

const quotedName = (name: string): string => quoted(bare(name));
