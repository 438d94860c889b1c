/** Which statements of a migration only expand: an older release reads and writes on as before. */

/** Null if it only expands; else why an older release might break. `made`: tables that the same migration created. */
export function contraction(statement: string, made: readonly string[]): string | null {
  const text = statement
    .replaceAll(/--.*|\/\*[\s\S]*?\*\//g, "")
    .replaceAll('"', "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .toLowerCase();
  if (/^(create table|create function|insert into|set local|comment on|select) /.test(text)) return null;
  const index = /^create (unique )?index .*?on (\S+)/.exec(text);
  if (index !== null)
    return index[1] === undefined || made.includes(index[2] ?? "") ? null : "a unique index may refuse its rows";
  const altered = /^alter table (?:only )?(\S+) (.*)$/.exec(text);
  if (altered === null) return "it is none of the statements that only expand";
  const [, table = "", change = ""] = altered;
  if (made.includes(table)) return null;
  if (!change.startsWith("add column") || /\b(drop|rename|alter|add constraint|unique)\b/.test(change))
    return "it changes what is there";
  return /not null/.test(change) && !/\bdefault\b|\bgenerated\b/.test(change) ? "it writes no such column" : null;
}

/** The table that a statement creates; null if it creates none. */
export const tableMade = (statement: string): string | null =>
  /^\s*create table (?:if not exists )?([\w."]+)/i.exec(statement)?.[1]?.replaceAll('"', "") ?? null;
