/** Finds what an exception says below its wrappers: the class and message that a person would search for. */

/** Classes and messages that only pass on another failure. */
const wrapper =
  /^(?:[\w.$]*(?:Py4J\w+|InvocationTargetException|ExecutionException|UndeclaredThrowableException|StreamingQueryException|CompletionException|UncheckedExecutionException|PrivilegedActionException|TaskCompletionListenerException: ?$|ForeachBatch\w*)\b|[\w.$]*SparkException: (?:Job aborted|Task failed while writing|Writing job (?:aborted|failed)|Exception thrown in awaitResult|\[(?:TASK_WRITE_FAILED|STREAM_FAILED)\]))/;

/** The beginning of an exception: at the start of a line, or after the words of a wrapper. */
const exceptionHead =
  /(?:^|: |\bby: |reason: |exception: )((?:[a-zA-Z_$][\w$]*\.)+[\w$]*(?:Exception|Error|Failure|Fault|Throwable)|(?<![\w.])[A-Z]\w+(?:Error|Exception))(?=:|\s*$|\()/gm;

const frame = /^\s*(?:at [\w$.<>/]+\(|\.\.\. \d+ |File ".+", line \d+|Driver stacktrace)/;

/** Maximum characters of a message. */
const maxChars = 600;

/** The message of the deepest exception that is no wrapper; the first line if the text has no exception. */
export function deepestMessage(text: string): string {
  const heads = [...text.matchAll(exceptionHead)].map(({ index, 0: whole, 1: name = "" }) =>
    messageAt(text, index + whole.length - name.length),
  );
  return heads.findLast((head) => !wrapper.test(head)) ?? heads.at(-1) ?? text.split("\n", 1)[0] ?? "";
}

function messageAt(text: string, start: number): string {
  const lines = text.slice(start, start + 2 * maxChars).split("\n");
  const end = lines.findIndex((line, index) => index > 0 && (frame.test(line) || line.startsWith("Caused by: ")));
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .join("\n")
    .slice(0, maxChars);
}
