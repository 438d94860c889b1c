/** What the control channel tells of calls and tools, from what the broker keeps of them. Pure. */
import type { EndedCall, EndedCalls, ToolInputs } from "../contracts/control.ts";
import { isObject } from "../kernel/json.ts";
import type { ServerFactsCache } from "../mcp/upstream/server-facts.ts";
import { isToolCall, type LogLine } from "./log-line.ts";

/** Null for what is no call of a tool. */
export function endedCall(line: LogLine): EndedCall | null {
  if ("note" in line || !isToolCall(line)) return null;
  const { at, server, what: tool, ms, outcome, agent } = line;
  // The log's words hold no blank: where a name had one, it has this.
  return { at, server, tool, ms, outcome, agent: agent.replaceAll("_", " ") };
}

/** How many calls a control client gets that asks for them. */
const maxCalls = 200;

/** The calls among these lines of the log that ended last, the latest first. */
export const lastCalls = (lines: readonly LogLine[]): EndedCalls => ({
  calls: lines
    .flatMap((line) => endedCall(line) ?? [])
    .slice(-maxCalls)
    .reverse(),
});

/** Tools that say nothing readable of what they take are left out. */
export const toolInputsOf = ({ tools }: Pick<ServerFactsCache, "tools">): ToolInputs => ({
  tools: (tools?.tools ?? []).flatMap(({ name, inputSchema }) =>
    typeof name === "string" && isObject(inputSchema) ? [{ name, inputSchema }] : [],
  ),
});
