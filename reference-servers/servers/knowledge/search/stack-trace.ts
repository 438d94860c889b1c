/**
 * Finds the parts of a pasted stack trace: its cause, its other messages, and its frames. Most of its words are in frames,
 * which say little about the failure. Line breaks may be lost on the way. Pure.
 */

export interface StackTrace {
  /** The name and message of the failure that caused the others. */
  readonly cause: string;
  readonly messages: string;
  readonly frames: string;
}

/** A frame of the JVM or of JavaScript: "at a.b.C.d(C.java:1)"; of Python: "File "a.py", line 1, in d". */
const frame =
  /\bat (?:async )?[\w.$<>/@-]{1,300}(?: \[as \w{1,100}\])? ?\([^()]{0,300}\)|\bFile "[^"\n]{1,300}", line \d{1,9}(?:, in [\w.<>]{1,200})?/g;

/** Maximum characters of a cause: its name and the beginning of its message. */
const maxCauseChars = 500;
const minFrames = 2;

/** Null if the text contains no stack trace. Takes linear time for any text. */
export function readStackTrace(text: string): StackTrace | null {
  const frames = [...text.matchAll(frame)];
  const [first, last] = [frames[0], frames.at(-1)];
  if (first === undefined || last === undefined || frames.length < minFrames) return null;
  return {
    cause: causeIn(text, first.index, last.index + last[0].length),
    messages: text.replace(frame, " "),
    frames: frames.map(([each]) => each).join("\n"),
  };
}

/** The JVM names the cause last, Python ends with it, JavaScript begins with it. */
function causeIn(text: string, firstFrame: number, afterFrames: number): string {
  const caused = text.lastIndexOf("Caused by: ");
  if (caused !== -1)
    return (text.slice(caused, caused + maxCauseChars).split(frame)[0] ?? "").slice("Caused by: ".length);
  const isPython = text.lastIndexOf("Traceback (most recent call last)", firstFrame) !== -1;
  return isPython
    ? text.slice(afterFrames, afterFrames + maxCauseChars)
    : text.slice(Math.max(0, firstFrame - maxCauseChars), firstFrame);
}

/** The words of a text that are names of programs: `SlowDown`, `ECONNRESET`, `spark.sql.shuffle`, `max_result`. */
export const namesIn = (text: string): string =>
  (text.match(/[\p{L}\p{N}_$]+(?:\.[\p{L}\p{N}_$]+)*/gu) ?? [])
    .filter((word) => /\p{Ll}\p{Lu}|\p{L}[._]\p{L}|^\p{Lu}[\p{Lu}\p{N}]{3,}$/u.test(word))
    .join(" ");
