import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import { SparkError } from "../errors.ts";
import { linesOf } from "../events/lines.ts";
import { openText } from "../logs/open.ts";
import { idOf, type SparkContext } from "../services.ts";
import { Shortened } from "./output.ts";

const Input = z.object({
  app: z.string(),
  text: z.string().min(2).max(200).describe("Text that the line contains, in any case"),
  logs: z.enum(["all", "driver", "executor"]).default("all"),
});

/**
 * Tool search_log: lines of the driver's and executors' logs that contain a text. It never returns a whole log, and the
 * text is not a pattern.
 */
export const searchLog = defineTool({
  name: "search_log",
  title: "Search the logs",
  description: "Lines of an application's driver and executor logs that contain the text, with lines around them.",
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
  shorten: { list: "matches", next: () => "Search for a longer text, or in one kind of log." },

  async run({ app, text, logs: which }, context: SparkContext) {
    const { services, signal, progress } = context;
    const id = await idOf(app, context);
    const logs = (await services.sources.logs(id)).filter(({ of }) => which === "all" || of === which);
    if (logs.length === 0) throw noLogs(services.settings.logs !== null);
    const lowerText = text.toLowerCase();
    const matches: { source: string; text: string }[] = [];
    let total = 0;
    for (const [index, log] of logs.entries()) {
      let number = 0;
      const before: string[] = [];
      let open: { source: string; lines: string[]; left: number } | null = null;
      for await (const bytes of linesOf(openText(log.path, signal), maxLineBytes)) {
        number += 1;
        const line = bytes.toString("utf8").slice(0, maxShownChars);
        if (bytes.toString("utf8").toLowerCase().includes(lowerText)) {
          total += 1;
          if (open === null && matches.length < maxMatches) {
            open = { source: `${log.name}:${number}`, lines: [...before, line], left: contextLines };
            matches.push({ source: open.source, text: "" });
          } else if (open !== null) {
            open.lines.push(line);
            open.left = contextLines;
          }
        } else if (open !== null && open.left > 0) {
          open.lines.push(line);
          open.left -= 1;
        }
        if (open !== null && (open.left === 0 || open.lines.length > maxMatchLines)) {
          matches[matches.length - 1] = { source: open.source, text: open.lines.join("\n") };
          open = null;
        }
        before.push(line);
        if (before.length > contextLines) before.shift();
      }
      if (open !== null) matches[matches.length - 1] = { source: open.source, text: open.lines.join("\n") };
      progress(index + 1, logs.length, "searching the logs");
    }
    return { matches, searched: logs.slice(0, 20).map(({ name }) => name), total };
  },
});

/** Lines shown before and after a line that matches. */
const contextLines = 1;
const maxLineBytes = 1024 * 1024;
const maxShownChars = 400;
const maxMatches = 20;
const maxMatchLines = 12;

const noLogs = (configured: boolean): SparkError =>
  configured
    ? new SparkError(
        "unknown-app",
        "No text log of that application was found.",
        "diagnose_app reads its event log; find_apps lists applications.",
      )
    : new SparkError(
        "not-configured",
        "This server has no folder of text logs.",
        "Ask the operator of this server to set SPARK_LOG_DIR; diagnose_app works without it.",
      );
