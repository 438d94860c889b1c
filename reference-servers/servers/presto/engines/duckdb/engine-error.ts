/**
 * Turns errors of DuckDB into a SqlError whose message quotes neither the statement nor its values. DuckDB is opened
 * with `errors_as_json`, so kind, position and names are separate from the text, and only these are used. Names are
 * passed on if they are plain identifiers; any other text (for example a mistyped literal) becomes "…". The error is
 * not kept as `cause`, because loggers print causes.
 */
import { z } from "zod";
import { cancelled, SqlError } from "../../errors.ts";
import { memoryLimitMegabytes } from "./open-read-only.ts";

const EngineFailure = z.object({
  exception_type: z.string(),
  exception_message: z.string(),
  position: z.coerce.number().optional(),
});
type EngineFailure = z.infer<typeof EngineFailure>;

/** `sql` is used only to convert the position to line and column; none of its text is copied. */
export function readEngineError(error: unknown, sql: string): SqlError {
  if (error instanceof SqlError) return error;
  const failure = readFailure(error);
  if (failure === null) return failed("The engine stopped the statement.");
  const at = failure.position === undefined ? "" : ` at ${lineAndColumn(sql, failure.position)}`;

  switch (failure.exception_type) {
    case "INTERRUPT":
    case "Interrupt":
      return cancelled();
    case "Parser":
      return invalid(
        `Syntax error${at}.`,
        "Check the spelling there. The dialect is DuckDB's, which is similar to Presto's.",
      );
    case "Catalog":
    case "Binder":
      return invalid(
        `${bindingMessage(failure)}${at === "" ? "" : ` (${at.trim()})`}`,
        "find_tables and describe_table show the names.",
      );
    case "Conversion":
      return invalid(
        `A value cannot be converted to the requested type${at}.`,
        "Use try_cast, which gives NULL instead.",
      );
    case "Permission":
      return denied("The engine does not allow SQL to access files, the network or extensions.");
    case "Out of Memory":
      return failed(`The statement needs more than the ${memoryLimitMegabytes} MB the engine may use.`);
    default:
      return /read-only/.test(failure.exception_message)
        ? denied("The engine is open read-only and refused to write.")
        : failed(`The engine stopped the statement (${failure.exception_type.toLowerCase()})${at}.`);
  }
}

/** The JSON is at the end of an engine error, sometimes after a prefix. */
function readFailure(error: unknown): EngineFailure | null {
  const message = error instanceof Error ? error.message : "";
  try {
    return EngineFailure.parse(JSON.parse(message.slice(message.indexOf("{"))));
  } catch {
    return null;
  }
}

const plainName = /^[A-Za-z_][\w.]*$/;
/** A function or operator with the types of its arguments: +(BIGINT, DECIMAL(10,2)). */
const signature = /^[\w+\-*/%<>=!|&~^]+\((?:[A-Z_ ]+(?:\(\d+,\d+\))?(?:\[\])*,?)*\)$/;
const isName = (text: string): boolean => plainName.test(text) || signature.test(text);

/**
 * The first line is the error; the second line, if any, is DuckDB's suggestion. DuckDB suggests tables, functions,
 * types and sequences of all schemas, and some may be closed to the caller. It suggests columns only from tables in the
 * statement, which the caller may read.
 */
function bindingMessage({ exception_message }: EngineFailure): string {
  const [what = "", hint = ""] = exception_message.split("\n");
  const aboutColumn = /^Referenced column |^Table "[^"]*" does not have a column named /.test(what);
  const text = aboutColumn && /^Candidate bindings/.test(hint) ? `${what} ${hint}` : what;
  return text
    .replace(/"([^"]*)"|'([^']*)'/g, (quoted, double?: string, single?: string) =>
      isName(double ?? single ?? "") ? quoted : '"…"',
    )
    .replace(/(?<=with name )(?!")(.+?)(?= does not exist)/, (name) => (isName(name) ? name : "…"));
}

/** Line and column, both counted from 1. DuckDB counts positions in bytes. */
function lineAndColumn(sql: string, position: number): string {
  const lines = Buffer.from(sql).subarray(0, position).toString().split("\n");
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

const invalid = (message: string, next: string): SqlError => new SqlError("invalid-sql", message, next);

const denied = (message: string): SqlError =>
  new SqlError("denied-by-engine", message, "Query the warehouse's own tables; find_tables lists them.");

const failed = (message: string): SqlError =>
  new SqlError("engine-failed", message, "Filter or aggregate more, or ask for fewer columns.");
