/**
 * Turns the engine's failures into errors for the caller. The engine's messages quote the statement and its values, so
 * they are passed on without values: known sentences that contain only names of tables, columns, functions and types,
 * and of other messages the words that are no values (reason.ts).
 */
import { z } from "zod";
import { SqlError } from "../../errors.ts";
import { reasonWithoutValues } from "./reason.ts";

export const Failure = z.object({
  message: z.string().optional(),
  errorName: z.string(),
  errorType: z.string(),
  errorLocation: z.object({ lineNumber: z.number(), columnNumber: z.number() }).nullish(),
});
export type Failure = z.infer<typeof Failure>;

/** `sql`: the statement that failed. `linesBefore`: number of its lines that this server put before the caller's text. */
export function readFailure(failure: Failure, sql: string, linesBefore = 0): SqlError {
  switch (failure.errorName) {
    case "PERMISSION_DENIED":
      return denied(failure);
    case "READ_ONLY_VIOLATION":
      return new SqlError(
        "not-a-read",
        "The engine refused to write: reads run in a read-only transaction.",
        "Use write_query.",
      );
    case "USER_CANCELED":
    case "ADMINISTRATIVELY_KILLED":
    case "ADMINISTRATIVELY_PREEMPTED":
      return cancelled();
    case "SERVER_STARTING_UP":
    case "SERVER_SHUTTING_DOWN":
    case "NO_NODES_AVAILABLE":
      return unreachable(`The engine is not ready (${failure.errorName}).`);
  }
  switch (failure.errorType) {
    case "USER_ERROR":
      return invalid(failure, sql, linesBefore);
    case "INSUFFICIENT_RESOURCES":
      return new SqlError(
        "engine-failed",
        `The query needed more than the engine gives (${plainName(failure.errorName)})${reasonOf(failure, sql)}.`,
        "Filter or aggregate more, or read fewer columns.",
      );
    default:
      return new SqlError(
        "engine-failed",
        `The engine failed (${plainName(failure.errorName)})${reasonOf(failure, sql)}.`,
        "Try once more; then show the query to the owner of the engine.",
      );
  }
}

export const cancelled = (): SqlError =>
  new SqlError("cancelled", "The query was cancelled.", "Call again if the result is still wanted.");

export const unreachable = (message: string, cause?: unknown): SqlError =>
  new SqlError("engine-unreachable", message, "Try again in a minute; then tell the owner of the engine.", { cause });

export const unexpectedAnswer = (what: string): SqlError =>
  new SqlError(
    "engine-failed",
    `The engine's answer ${what}.`,
    "Tell the owner of the server: its settings are wrong.",
  );

/** The error for an HTTP status that is no success. */
export function readStatus(status: number): SqlError {
  if (status >= 500) return unreachable(`The engine answered with HTTP ${status}.`);
  return status === 401 || status === 403
    ? new SqlError(
        "denied-by-engine",
        `The engine rejected this server's login (HTTP ${status}).`,
        "Tell the owner of the server.",
      )
    : unexpectedAnswer(`was HTTP ${status}`);
}

function denied({ message }: Failure): SqlError {
  const about = /^Access Denied: ([\w .,:$"'[\]-]{1,200})$/.exec(message ?? "")?.[1];
  return new SqlError(
    "denied-by-engine",
    `The engine denied it${about === undefined ? "" : `: ${about}`}.`,
    "The engine's own rules for your user deny this. Ask the owner of the data.",
  );
}

function reasonOf({ message }: Failure, sql: string): string {
  const reason = reasonWithoutValues(message ?? "", sql);
  return reason === null ? "" : `: ${reason}`;
}

function invalid({ message = "", errorName, errorLocation }: Failure, sql: string, linesBefore: number): SqlError {
  const at = errorLocation
    ? ` at line ${errorLocation.lineNumber - linesBefore}, column ${errorLocation.columnNumber}`
    : "";
  const detail =
    safeSentence(message) ??
    reasonWithoutValues(message, sql) ??
    `The engine does not accept the statement: ${plainName(errorName)}`;
  return new SqlError("invalid-sql", `${detail}${at}.`, "Correct it; find_tables and describe_table show the names.");
}

const name = String.raw`'?"?[\w.$]{1,200}"?'?`;
const type = String.raw`[\w(), ]{1,200}`;

/** Sentences of Presto and Trino that contain only names and types. */
const sentences: readonly RegExp[] = [
  `Column ${name} (cannot be resolved|is ambiguous)`,
  `(Table|View|Schema|Catalog) ${name} (does not exist|not found)`,
  `Function ${name} not registered`,
  `${name} must be an aggregate expression or appear in GROUP BY clause`,
  `(Schema|Catalog) must be specified when session (schema|catalog) is not set`,
  String.raw`'[^\w\s']{1,2}' cannot be applied to ${type}`,
  String.raw`Unexpected parameters \(${type}\) for function ${name}\. Expected: .{1,300}`,
  String.raw`Incorrect number of parameters: expected \d+ but found \d+`,
].map((sentence) => new RegExp(`^${sentence}$`));

function safeSentence(message: string): string | null {
  const sentence = message.replace(/^line \d+:\d+: /, "").replace(/\.$/, "");
  return sentences.some((pattern) => pattern.test(sentence)) ? sentence : null;
}

const plainName = (text: string): string => (/^\w{1,80}$/.test(text) ? text : "no known error");
