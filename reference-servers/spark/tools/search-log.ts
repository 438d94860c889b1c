import { defineTool } from "@drawbridge/framework/define-tool";
import { z } from "zod";
import { applicationId } from "../application/reference.ts";
import { SparkError } from "../errors.ts";
import { linesOf } from "../events/lines.ts";
import { openText } from "../logs/open.ts";
import type { SparkContext } from "../services.ts";
import { Shortened } from "./output.ts";

const Input = z.object({
  app: z.string(),
  text: z.string().min(2).max(200).describe("Words that the line holds, in any case"),
  logs: z.enum(["all", "driver", "executor"]).default("all"),
});

/** Lines of the driver's and executors' logs with some words in them: never a whole log, and never a pattern to run. */
export const searchLog = defineTool({
  name: "search_log",
  title: "Search the logs",
  description: "Lines of an application's driver and executor logs that hold the text, with lines around them.",
  effect: "read",
  minutesSaved: 10,
  quotesOthers: true,
  authorize: "spark-read",
  input: Input,
  output: z.object({
    truncated: Shortened,
    matches: z.array(z.object({ source: z.string(), text: z.string() })),
    searched: z.array(z.string()),
    total: z.number(),
  }),
  shorten: { list: "matches", next: () => "Search for more of the line, or in one kind of log." },

  async run({ app, text, logs: which }, { services, signal, progress }: SparkContext) {
    const id = applicationId(app, services.settings.history);
    const logs = (await services.sources.logs(id)).filter(({ of }) => which === "all" || of === which);
    if (logs.length === 0) throw noLogs(services.settings.logs !== null);
    const wanted = text.toLowerCase();
    const matches: { source: string; text: string }[] = [];
    let total = 0;
    for (const [index, log] of logs.entries()) {
      let number = 0;
      const before: string[] = [];
      let open: { source: string; lines: string[]; left: number } | null = null;
      for await (const bytes of linesOf(openText(log.path, signal), longestLine)) {
        number += 1;
        const line = bytes.toString("utf8").slice(0, longestShown);
        if (bytes.toString("utf8").toLowerCase().includes(wanted)) {
          total += 1;
          if (open === null && matches.length < mostMatches) {
            open = { source: `${log.name}:${number}`, lines: [...before, line], left: around };
            matches.push({ source: open.source, text: "" });
          } else if (open !== null) {
            open.lines.push(line);
            open.left = around;
          }
        } else if (open !== null && open.left > 0) {
          open.lines.push(line);
          open.left -= 1;
        }
        if (open !== null && (open.left === 0 || open.lines.length > mostLines)) {
          matches[matches.length - 1] = { source: open.source, text: open.lines.join("\n") };
          open = null;
        }
        before.push(line);
        if (before.length > around) before.shift();
      }
      if (open !== null) matches[matches.length - 1] = { source: open.source, text: open.lines.join("\n") };
      progress(index + 1, logs.length, "searching the logs");
    }
    return { matches, searched: logs.slice(0, 20).map(({ name }) => name), total };
  },
});

/** Lines shown before and after one that matches. */
const around = 1;
const longestLine = 1024 * 1024;
const longestShown = 400;
const mostMatches = 20;
const mostLines = 12;

const noLogs = (configured: boolean): SparkError =>
  configured
    ? new SparkError(
        "unknown-app",
        "No text log of that application was found.",
        "diagnose_app reads its event log; find_apps lists applications.",
      )
    : new SparkError(
        "not-configured",
        "This server was given no folder of text logs.",
        "Ask whoever runs it to set SPARK_LOG_DIR; diagnose_app works without.",
      );
