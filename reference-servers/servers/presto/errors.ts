/** All errors that can happen between a statement and its rows. Messages never contain the statement's text. */
import type { ErrorFacts } from "@drawbridge/contracts/errors";
import { ToolError } from "@drawbridge/framework/worker";

export const sqlErrors = {
  "not-a-read": {
    meaning: "The statement changes something, or the text has several statements. It did not run.",
    next: "Send one SELECT to query, or one change to write_query.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "invalid-sql": {
    meaning: "The statement is not valid SQL, or it names a table or column that does not exist.",
    next: "Correct it. find_tables and describe_table show the names.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "not-read-here": {
    meaning: "The parser of the server does not read a form in the statement, or the text is no SQL. It did not run.",
    next: "Look at the position in the message. If it is correct there, write it in another form.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "denied-by-engine": {
    meaning: "The SQL engine refused the statement by its own access rules.",
    next: "Follow the message.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "engine-unreachable": {
    meaning: "The SQL engine does not answer.",
    next: "Try again in a minute. If it fails again, tell the operator of the engine.",
    mayHaveRun: "depends",
    retryable: false,
    exit: "failed",
  },
  "engine-failed": {
    meaning: "The SQL engine started the statement and could not finish it.",
    next: "Follow the message. It often helps to filter or aggregate more, or to ask for fewer columns.",
    mayHaveRun: "depends",
    retryable: false,
    exit: "failed",
  },
  cancelled: {
    meaning: "The statement was cancelled.",
    next: "Call again if the result is still wanted.",
    mayHaveRun: "depends",
    retryable: false,
    exit: "failed",
  },
  "time-limit": {
    meaning: "The statement reached the time limit and was stopped.",
    next: "Ask for less at a time: filter on a date or a partition, or aggregate before joining.",
    mayHaveRun: "maybe",
    retryable: false,
    exit: "failed",
  },
  "over-price": {
    meaning: "The query exceeded ten times its estimated price, and was stopped.",
    next: "Narrow it, and ask explain_query for the price of the new statement.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "not-allowed": {
    meaning: "The statement names a schema that the user may not use. It did not run.",
    next: "Ask the contacts that the message names for access.",
    mayHaveRun: "no",
    retryable: false,
    exit: "notAllowed",
  },
  "unknown-query": {
    meaning: "There is no such query of this user, or its result is no longer stored.",
    next: "Run the statement again with query.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "too-many-queries": {
    meaning: "The limit of running queries, of this user or of all users together, is reached.",
    next: "Wait for a query to end, or cancel one. Then call again.",
    mayHaveRun: "no",
    retryable: true,
    exit: "failed",
  },
  "not-configured": {
    meaning: "The server is not configured for this.",
    next: "Ask the operator of this server to set what the message names.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "not-taken": {
    meaning: "This server does not allow this kind of change. Nothing was changed.",
    next: "Send a change of a kind that the message names.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "changed-meanwhile": {
    meaning:
      "The tables that the change depends on, or its effect, are different from the approved plan. Nothing was changed.",
    next: "Look at the tables, then call again. That asks for a new approval.",
    mayHaveRun: "no",
    retryable: true,
    exit: "failed",
  },
  "not-held": {
    meaning: "The change reads something that another user could replace after the approval. It did not run.",
    next: "Write values and keys into the statement itself.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
} as const satisfies Readonly<Record<string, ErrorFacts>>;

export type SqlErrorCode = keyof typeof sqlErrors;

/**
 * `mayHaveRun` says whether a failed change may nevertheless have taken effect. It is left out where the engine can be
 * asked for that.
 */
export class SqlError extends ToolError<SqlErrorCode> {
  override readonly name = "SqlError";
}

export const cancelled = (): SqlError =>
  new SqlError("cancelled", "The query was cancelled.", "Call again if the result is still wanted.");

/** Thrown before anything changed: the dependencies or the effect of a change differ from the plan. */
export const changedMeanwhile = (how: string): SqlError =>
  new SqlError(
    "changed-meanwhile",
    `The change is not the one that was planned: ${how}.`,
    "Look at the tables, and call again: a person is asked again. Nothing was changed.",
    { mayHaveRun: false },
  );
