/**
 * Reads the entries of a driver's or executor's text log. An entry is a line that starts with a time and a level, plus
 * the lines after it without one (stack traces). Python tracebacks have neither and are entries too. JSON lines are
 * understood, and the wrapping that other programs put around each line is removed. The log is read as a stream;
 * long entries are cut.
 */
import { isNoiseOfOneLine } from "../diagnosis/noise.ts";
import { structuredEntry } from "./structured.ts";
import { unwrapped } from "./wrapping.ts";

export interface LogEntry {
  /** Number of the entry's first line, from 1. */
  readonly line: number;
  /** Unix ms; a time without a zone is taken as UTC; null if the entry has no time. */
  readonly at: number | null;
  readonly level: "INFO" | "WARN" | "ERROR" | "TRACEBACK" | "OTHER";
  readonly text: string;
}

/** Maximum characters of one entry. */
const maxEntryChars = 16_000;

/**
 * Spark's default layout of log4j 2 (yy/MM/dd HH:mm:ss LEVEL); ISO times, with or without brackets, as companies
 * configure them; and, as in Python programs, the name of a logger, thread or file before the level.
 */
const timeThenLevel =
  /^\[?(\d{2}|\d{4})[-/](\d{2})[-/](\d{2})(?:[ T]|, )(\d{2}):(\d{2}):(\d{2})(?:[.,]\d+)?(Z| UTC|[+-]\d{2}:?\d{2})?\]?(?:[\s|:-]+|(?=\[))(?:(?:\[[^\]]*\]|\{[^}]*\})[\s|-]{1,8}|[\w.$:-]{1,100}[\s|][\s|-]{0,7}){0,3}?[[(]?(TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b/;
/** Layouts with the level before the time. */
const levelFirst =
  /^\[?(TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\]?[\s:|-]+(?=\[?\d{2,4}[-/]\d{2}[-/]\d{2}[ T])/;
const withoutDate: readonly RegExp[] = [
  // The default layout of Python's logging.
  /^(DEBUG|INFO|WARNING|ERROR|CRITICAL):[\w.-]+:/,
  // A level and a logger; SLF4J's simple logger puts the thread before them.
  /^(?:\[[^\]]{1,80}\]\s+)?(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\s+\[?[A-Za-z][\w.$]*\]?\s*[:-]\s/,
  // The default layouts of Logback and of java.util.logging.
  /^\[?\d{2}:\d{2}:\d{2}(?:[.,]\d+)?\]?\s+(?:\[[^\]]*\]\s+)?(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\b/,
  // log4j 1's TTCC layout: milliseconds since the start, then the thread.
  /^\d+ +\[[^\]]+\] +(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\b/,
  // Any other order of date, clock, thread and logger before the level.
  /^[[(<]?[\w, /.+-]{0,26}?\b\d{1,2}:\d{2}:\d{2}(?:[.,:]\d{1,9})?(?: ?[AP]M\b)?[\])>]?(?: ?(?:Z|[A-Z]{3,4}|[+-]\d{2}:?\d{2}))?[\])>]?(?: ?[|:-] ?|\s{1,4})(?:(?:\[[^\]]{0,80}\]|\([^)]{0,80}\)|<[^>]{0,80}>|[\w.$:/@#-]{1,100})\s{1,4}(?:[|:-]\s{1,2})?){0,5}?[[(<]?(TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL|SEVERE)\b/,
  /^(SEVERE|WARNING|INFO): /,
  // klog, as the programs of Kubernetes write it.
  /^([IWEF])\d{4} \d{2}:\d{2}:\d{2}\.\d+\s+\d+ [\w.-]+:\d+\] /,
  // logfmt.
  /^(?:ts|time)="?[\dT:.Z+-]+"? level=(\w+) /,
];
const traceback =
  /^(Traceback \(most recent call last\):|Exception in thread "[^"]*" |\w*(?:Error|Exception|Interrupt)\s+Traceback \(most recent call last\)|File "[^"]+", line \d+, in )/;
/** What notebooks and launchers print about a failure. The line before does not matter. */
const announces = /^(?:An error (?:was encountered|occurred while calling)|Error: )/;
/** A line that is no part of a stack trace: the program printed it. */
const plain = /^[^\s{}(|+*#][^\n]*$/;
const partOfMessage = /(?:Exception|Error)\b|^(?:Caused by|Suppressed|Driver stacktrace)|:\s*$/;
const continues = /^(\s|Caused by: |Suppressed: |\.\.\. \d+ more|During handling of|The above exception|$)/;
/**
 * If the line before a traceback ends like this, the traceback belongs to the entry before it: a chain of exceptions,
 * or the traceback of a worker inside the driver's.
 */
const isContinued = /:\s*$|stack trace below\.?\s*$/;
/**
 * What a program prints when it ends, after the last log entry: an exception, or a message of spark-submit or
 * spark-sql.
 */
const bareException = /^(?:Error in query: |Error: |SystemExit: |[\w$]+(?:\.[\w$]+)*(?:Exception|Error): )/;
/** The same where no log entry is before it. */
const saysError = /^(?:Error in query: |Error: [A-Z])/;
/**
 * If the line before a traceback matches this, the traceback does not end the program: it is of another thread, a
 * destructor, or logging itself.
 */
const isSideTraceback = /^(Exception in thread [\w-]+|Exception ignored in|--- Logging error ---)/;
/** What a program prints, after an entry of one line, about something that failed. */
const printedFailure =
  /^(?![\s(+*|:]|.{0,40}[[{])[^{}[\]|]{0,400}\b([Ff]ailed|FAILED|[Cc]ould not|[Cc]ouldn't|[Cc]annot|[Uu]nable to|[Ee]rror|ERROR|[Ee]xception|[Tt]imed out|[Rr]efused)\b/;
/** The lines of aggregated YARN logs that say whose log follows. */
export const containerSection = /^Container: container_(?:e\d+_)?\d+_\d+_\d+_(\d+)\b|^End of LogType: ?\S+/;
/** A line of a stack trace that a program logged line by line, each with a time and a level. */
const loggedFrame =
  /^.{10,260}?(?: [-:|] ?|[\]:] )(\s+at [\w$.<>/]+\(.*|\s+File ".+", line \d+.*|Caused by: .*|\.\.\. \d+ (?:more|common frames).*)$/;
/** The lines that may follow such a line. */
const loggedRest = /^.{10,260}?(?: [-:|] ?|[\]:] )(\s{3,}\S.*|[\w.$]*(?:Error|Exception)\b.*)$/;
/** Spark's progress bar (ConsoleProgressBar) shares a line with the text that is printed after it. */
const progressBar = /^(?:.*\r)?(?:\s*\[Stage \d+:[=> ]*\(\d+ \+ \d+\) \/ \d+\])*\s*(?=\S)/;

export async function* entriesOf(lines: AsyncIterable<Buffer>): AsyncGenerator<LogEntry> {
  let current: { line: number; at: number | null; level: LogEntry["level"]; parts: string[]; size: number } | null =
    null;
  const close = (): LogEntry | null =>
    current === null
      ? null
      : {
          line: current.line,
          at: current.at,
          level: current.level,
          text: current.parts.join("\n").slice(0, maxEntryChars),
        };
  let inTraceback: boolean = false;
  let lastAt: number | null = null;
  let before = "";
  let afterInfo: boolean = false;
  let afterJson: boolean = false;
  let afterPlain: boolean = false;
  let isLogged: boolean = false;
  for await (const { number, text: stored } of unwrapped(lines, headKind)) {
    const line = withoutProgress(stored);
    const head = headOf(line);
    const part: string | null =
      head === null || current === null || head.level !== current.level || line.startsWith("{")
        ? null
        : (loggedFrame.exec(line)?.[1] ?? (isLogged ? (loggedRest.exec(line)?.[1] ?? null) : null));
    isLogged = part !== null;
    if (part !== null && current !== null) {
      if (current.size < maxEntryChars) current.parts.push(part);
      current.size += part.length + 1;
      continue;
    }
    const isBare: boolean =
      head === null &&
      !isContinued.test(before) &&
      (((afterInfo || afterJson) && bareException.test(line)) ||
        ((current === null || current.level === "OTHER") && saysError.test(line)));
    const startsTrace: boolean =
      isBare || (head === null && traceback.test(line) && !(inTraceback && isContinued.test(before)));
    const isPrinted: boolean = head === null && (afterInfo || afterJson) && !startsTrace && printedFailure.test(line);
    const isSection: boolean = head === null && containerSection.test(line);
    const isAside: boolean = startsTrace && isSideTraceback.test(before);
    // The program printed lines of its own after the last entry: a failure among them is not part of that entry.
    const isOwn: boolean =
      head === null &&
      !startsTrace &&
      current !== null &&
      current.level !== "ERROR" &&
      current.level !== "TRACEBACK" &&
      (announces.test(line) || (afterPlain && bareException.test(line)));
    afterPlain = head === null && (plain.test(line) ? !partOfMessage.test(line) : afterPlain && line.trim() === "");
    if (line.trim() !== "") before = line;
    // A traceback ends with the line of the exception, which is not indented. A chained one continues after an empty
    // line.
    const belongs =
      current !== null &&
      head === null &&
      !startsTrace &&
      !isPrinted &&
      !isOwn &&
      !isSection &&
      (continues.test(line) || current.level !== "OTHER");
    if (belongs && current !== null) {
      if (current.size < maxEntryChars) current.parts.push(line);
      current.size += line.length + 1;
      afterInfo = false;
      afterJson = false;
      continue;
    }
    const closed = close();
    if (closed !== null) yield closed;
    lastAt = head?.at ?? lastAt;
    inTraceback = startsTrace;
    afterInfo = head?.level === "INFO" || isNoiseOfOneLine(line);
    // A JSON entry holds its whole exception: lines after it belong to another failure.
    afterJson = head !== null && line.startsWith("{");
    const level: LogEntry["level"] = head?.level ?? (isAside || isOwn ? "ERROR" : startsTrace ? "TRACEBACK" : "OTHER");
    const text = head?.text ?? line;
    current = {
      line: number,
      at: head === null ? (startsTrace || isPrinted || isOwn ? lastAt : null) : head.at,
      level,
      parts: [text],
      size: text.length,
    };
  }
  const closed = close();
  if (closed !== null) yield closed;
}

const withoutProgress = (line: string): string =>
  line.includes("\r") || line.includes("[Stage ") ? line.replace(progressBar, "") : line;

interface Head {
  readonly at: number | null;
  readonly level: LogEntry["level"];
  readonly text: string;
}

function headOf(line: string): Head | null {
  if (line.startsWith("{") && line.endsWith("}")) {
    const entry = structuredEntry(line);
    return entry === null ? null : { ...entry, level: levelOf(entry.level) };
  }
  const first = levelFirst.exec(line);
  const match = timeThenLevel.exec(first === null ? line : withLevelAfter(line.slice(first[0].length), first[1] ?? ""));
  if (match === null) return headWithoutTime(line);
  const [, year = "", month, day, hour, minute, second, zone = "Z", level = ""] = match;
  const time = `${year.length === 2 ? `20${year}` : year}-${month}-${day}T${hour}:${minute}:${second}`;
  const at = Date.parse(`${time}${zone.trim() === "UTC" ? "Z" : zone.replace(/(\d{2})(\d{2})$/, "$1:$2")}`);
  return { at: Number.isNaN(at) ? null : at, level: levelOf(level), text: withoutPlace(line) };
}

/** Some layouts add the place in the source: "DAGScheduler (Logging.scala:logInfo(61)):", "DAGScheduler:57 - ". */
const withoutPlace = (line: string): string =>
  line.replace(/ \([\w$.]+:\w+\(\d+\)\):/, ":").replace(/^(.{10,120}?\b[A-Z][\w$]*\$?):\d+ - /, "$1: ");

function headKind(line: string): "dated" | "undated" | null {
  const head = headOf(line);
  return head === null ? null : head.at === null ? "undated" : "dated";
}

/** Layouts without a date, whose times would say nothing about the order of two logs. */
function headWithoutTime(line: string): Head | null {
  for (const pattern of withoutDate) {
    const level = pattern.exec(line)?.[1];
    if (level !== undefined) return { at: null, level: levelOf(level), text: line };
  }
  return null;
}

/** Moves the level behind the time, where the other layouts have it. */
const withLevelAfter = (rest: string, level: string): string =>
  rest.replace(/^(\[?[\d/-]+[ T][\d:.,]+(?:Z|[+-]\d{2}:?\d{2})?\]?)/, `$1 ${level}`);

function levelOf(level: string): LogEntry["level"] {
  const upper = level.toUpperCase();
  if (/^(ERROR|FATAL|CRITICAL|SEVERE|E|F)$/.test(upper)) return "ERROR";
  if (upper.startsWith("WARN") || upper === "W") return "WARN";
  return upper === "INFO" || upper === "I" ? "INFO" : "OTHER";
}
