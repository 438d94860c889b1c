/**
 * `drawbridge logs`: one line for each call. The log holds neither arguments nor answers, so nothing has to be hidden.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type LogLine, readLogLine } from "../broker/log-line.ts";
import { exitCode } from "../terminal/exit-code.ts";
import { usageFailure } from "../terminal/failure.ts";
import { resultJson, type Terminal } from "../terminal/terminal.ts";
import { type Command, readArguments } from "./command.ts";
import { LogTail } from "./log-tail.ts";

/** How often (ms) a followed log is read. */
const pollIntervalMs = 200;
const shownByDefault = 100;

export const logs: Command = {
  usage: `logs [-f] [--lines N] [--json] [--home FOLDER]

  -f, --follow  go on with each call as it ends, until Ctrl-C
  --lines N     how many lines of before (${shownByDefault})

Time, server, tool, duration, outcome and agent of each call. Arguments and results are never recorded.`,

  async run(args, terminal) {
    const { options, home, json } = readArguments(args, {
      follow: { type: "boolean", short: "f" },
      lines: { type: "string" },
    });
    const follow = options.follow === true;
    if (follow && json) throw usageFailure("--json prints one document, which a log that is followed never becomes.");
    const tail = new LogTail(home.brokerLog);
    const before = (await tail.before(countOf(options.lines))).flatMap(read);
    if (json) resultJson(terminal, { lines: before });
    else if (before.length === 0 && !follow) terminal.note("No call yet: agents start `drawbridge bridge` and call.");
    else show(before, terminal);
    for (; follow; await sleep(pollIntervalMs)) show((await tail.news()).flatMap(read), terminal);
    await tail.close();
    return exitCode.ok;
  },
};

function countOf(text: string | undefined): number {
  const count = Number(text ?? shownByDefault);
  if (!Number.isSafeInteger(count) || count < 1) throw usageFailure("--lines needs a number of at least 1.");
  return count;
}

const read = (text: string): readonly LogLine[] => {
  const line = readLogLine(text);
  return line === null ? [] : [line];
};

const show = (lines: readonly LogLine[], terminal: Terminal): void => {
  for (const line of lines) terminal.result(describeLogLine(line));
};

/** For a person, in their own time zone. */
export function describeLogLine(line: LogLine): string {
  const time = inOwnTime(new Date(line.at));
  if (line.note !== undefined) return `${time}  · ${line.note}`;
  const { server, what, ms, outcome, agent } = line;
  return `${time}  ${server.padEnd(12)}  ${what.padEnd(24)}  ${`${ms} ms`.padStart(9)}  ${outcome.padEnd(12)}  ${agent}`;
}

/** Date and time as ISO 8601 writes them, which sorts and reads the same everywhere. */
function inOwnTime(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace("T", " ");
}
