/** All errors that can happen between a statement and its rows. Messages never contain the statement's text. */
import type { ErrorFacts } from "@drawbridge/contracts/errors";
import { ToolError } from "@drawbridge/framework/worker";

export const sqlErrors = {
  "not-a-read": {
    meaning: "The statement does more than read, or there are several.",
    next: "Send one SELECT to query, one change to write_query.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "invalid-sql": {
    meaning: "The statement is not valid, or names what is not there.",
    next: "Correct it. find_tables and describe_table show the names.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "denied-by-engine": {
    meaning: "The engine itself refused the statement.",
    next: "Follow the message.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "engine-unreachable": {
    meaning: "The engine does not answer.",
    next: "Try again in a minute. If it fails again, tell the owner of the engine.",
    mayHaveRun: "depends",
    retryable: false,
    exit: "failed",
  },
  "engine-failed": {
    meaning: "The engine began and could not finish.",
    next: "Follow the message: often filter or aggregate more, or ask for fewer columns.",
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
    meaning: "The statement ran as long as one may, and was stopped.",
    next: "Ask for less at a time: filter on a date or a partition, or aggregate before joining.",
    mayHaveRun: "maybe",
    retryable: false,
    exit: "failed",
  },
  "over-price": {
    meaning: "The query passed ten times its estimated price, and was stopped.",
    next: "Narrow it, and ask explain_query for the price of the new statement.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "not-allowed": {
    meaning: "The statement names what is closed to the user.",
    next: "Ask the people that the message names.",
    mayHaveRun: "no",
    retryable: false,
    exit: "notAllowed",
  },
  "unknown-query": {
    meaning: "The user has no such query, or it was forgotten.",
    next: "Run it again with query.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "too-many-queries": {
    meaning: "As many queries run as one user, or all together, may run.",
    next: "Wait until one has ended, or cancel one, then call again.",
    mayHaveRun: "no",
    retryable: true,
    exit: "failed",
  },
  "not-configured": {
    meaning: "The server is not configured for this.",
    next: "Ask the people that the message names to set what it names.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "not-taken": {
    meaning: "This server does not take such a change.",
    next: "Send another one: the message says which.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "changed-meanwhile": {
    meaning: "What the change depends on, or what it does, is not what was planned. Nothing was changed.",
    next: "Look at the tables, and call again: that asks for a new approval.",
    mayHaveRun: "no",
    retryable: true,
    exit: "failed",
  },
  "not-held": {
    meaning: "What a second person would approve could be exchanged before it runs.",
    next: "Write values and keys into the statement itself.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
} as const satisfies Readonly<Record<string, ErrorFacts>>;

export type SqlErrorCode = keyof typeof sqlErrors;

/** Of a change that failed, `mayHaveRun` says whether it may have been made all the same; it is left out where the engine is asked for that. */
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
