/**
 * Turns the reason for which a task ended into one text. Spark writes each kind of reason in its own shape
 * (JsonProtocol.taskEndReasonToJson).
 */
import { at, type Json, listAt, numberAt, textAt } from "./event-fields.ts";

/** Returns null if the task succeeded, or was stopped because its result was no longer needed. */
export function failureOf(reason: Json): string | null {
  switch (textAt(reason, "Reason")) {
    case "Success":
    case "Resubmitted":
    case "TaskKilled":
    case null:
      return null;
    case "ExceptionFailure":
      return textAt(reason, "Full Stack Trace") ?? `${headOf(reason)}\n${framesOf(reason)}`;
    case "FetchFailed":
      return fetchFailed(reason);
    case "ExecutorLostFailure":
      return executorLost(reason);
    case "TaskCommitDenied":
      return `TaskCommitDenied: ${JSON.stringify(reason)}`;
    default:
      return textAt(reason, "Reason");
  }
}

/** The same words that Spark uses elsewhere (TaskEndReason.scala, ExecutorLostFailure.toErrorString). */
function executorLost(reason: Json): string {
  const whose = at(reason, "Exit Caused By App") === false ? "unrelated to" : "caused by one of";
  const why = textAt(reason, "Loss Reason");
  const id = textAt(reason, "Executor ID");
  return `ExecutorLostFailure (executor${id === null ? "" : ` ${id}`} exited ${whose} the running tasks)${why === null ? "" : ` Reason: ${why}`}`;
}

const headOf = (reason: Json): string =>
  `${textAt(reason, "Class Name") ?? "an exception"}: ${textAt(reason, "Description") ?? ""}`;

const framesOf = (reason: Json): string =>
  listAt(reason, "Stack Trace")
    .slice(0, 40)
    .map(
      (frame) =>
        `\tat ${textAt(frame, "Declaring Class") ?? ""}.${textAt(frame, "Method Name") ?? ""}(${textAt(frame, "File Name") ?? ""})`,
    )
    .join("\n");

/** What the event does not say is left out. */
function fetchFailed(reason: Json): string {
  const shuffle = numberAt(reason, "Shuffle ID");
  const executor = textAt(reason, "Block Manager Address", "Executor ID");
  const host = textAt(reason, "Block Manager Address", "Host");
  const message = textAt(reason, "Message");
  const what = [
    ...(shuffle === null ? [] : [`shuffle ${shuffle}`]),
    ...(executor === null && host === null ? [] : ["from"]),
    ...(executor === null ? [] : [`executor ${executor}`]),
    ...(host === null ? [] : [`on ${host}`]),
  ].join(" ");
  return ["FetchFailed", what, message].filter((part) => part !== null && part !== "").join(": ");
}
