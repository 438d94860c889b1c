/** Converts the broker's records of calls and tools into what the control channel sends. Pure. */
import type { EndedCall, EndedCalls, ToolInputs } from "../contracts/control.ts";
import { isObject } from "../kernel/json.ts";
import type { ServerFactsCache } from "../mcp/upstream/server-facts.ts";
import { isToolCall, type LogLine } from "./log-line.ts";

/** Null for a line that is not a tool call. */
export function endedCall(line: LogLine): EndedCall | null {
  if (line.note !== undefined || !isToolCall(line)) return null;
  const { at, server, what: tool, ms, outcome, agent, folder, request } = line;
  return {
    // The log writes an underscore for each space in a name, so it is changed back here.
    ...{ at, server, tool, ms, outcome, agent: agent.replaceAll("_", " ") },
    ...(folder !== undefined && { folder }),
    ...(request !== undefined && { request }),
  };
}

/** How many calls a control client gets that asks for them. */
const maxCalls = 200;

/**
 * The calls of one account (log-line.ts) in these log lines, those that ended last, latest first. A line without an account
 * is of an older version: it may be another user's, so it is left out. `account` is null while no user is signed in.
 */
export const lastCalls = (lines: readonly LogLine[], account: string | null): EndedCalls => ({
  calls: lines
    .filter((line) => line.note === undefined && account !== null && line.account === account)
    .flatMap((line) => endedCall(line) ?? [])
    .slice(-maxCalls)
    .reverse(),
});

/** Leaves out tools that do not describe their input in a readable form. */
export const toolInputsOf = ({ tools }: Pick<ServerFactsCache, "tools">): ToolInputs => ({
  tools: (tools?.tools ?? []).flatMap(({ name, inputSchema }) =>
    typeof name === "string" && isObject(inputSchema) ? [{ name, inputSchema }] : [],
  ),
});
