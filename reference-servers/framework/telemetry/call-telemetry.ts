/** What is recorded of a call: one log line, three metrics, one span. Never its arguments or its result. */

import type { Principal } from "@drawbridge/contracts/identity";
import type { CallUsage } from "@drawbridge/contracts/usage";
import { type Context, type Meter, SpanKind, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import type { Logger } from "pino";
import { type Answer, endsWell } from "../answers/answer.ts";
import { callEnd } from "../usage/call-end.ts";

/** One call as it is recorded. */
export interface CallRecord {
  /** One of the server's tools, or "unknown": names that clients invent would make an unlimited number of labels. */
  readonly tool: string;
  readonly principal: Pick<Principal, "user" | "claim">;
  readonly requestId: string;
  readonly agent: string | null;
  readonly trace: Context;
}

export interface CallTelemetry {
  /** Records `work` as a call, and returns its answer. */
  record(call: CallRecord, work: () => Promise<Answer>): Promise<Answer>;
}

/** Takes a call that has ended, for the registry's usage. */
export type CountCall = (call: Omit<CallUsage, "minutesSaved">) => void;

/** In seconds; the last bound is longer than the longest call. */
const durationBoundsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export function callTelemetry(
  server: string,
  log: Logger,
  meter: Meter,
  tracer: Tracer,
  count: CountCall = () => {},
): CallTelemetry {
  const calls = meter.createCounter("drawbridge_tool_calls", { description: "Tool calls, by tool and outcome." });
  const errors = meter.createCounter("drawbridge_tool_errors", { description: "Tool calls that did not end well." });
  const duration = meter.createHistogram("drawbridge_tool_duration", {
    description: "How long tool calls took.",
    unit: "s",
    advice: { explicitBucketBoundaries: durationBoundsSeconds },
  });

  return {
    async record({ tool, principal, requestId, agent, trace }, work) {
      const { user, claim } = principal;
      const start = performance.now();
      const attributes = { "mcp.method.name": "tools/call", "gen_ai.tool.name": tool, "drawbridge.server": server };
      const span = tracer.startSpan(`tools/call ${tool}`, { kind: SpanKind.SERVER, attributes }, trace);
      const answer = await work();
      const { outcome } = answer;
      const ms = Math.round((performance.now() - start) * 10) / 10;
      const labels = { server, tool, outcome };
      calls.add(1, labels);
      const well = endsWell.has(outcome);
      if (!well) errors.add(1, labels);
      duration.record(ms / 1000, labels);
      span.setAttribute("drawbridge.outcome", outcome);
      if (!well) span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
      span.end();
      const end = callEnd(outcome);
      const at = new Date().toISOString();
      if (end !== null) count({ id: requestId, at, tool, user, claim, agent, end, ms });
      log.info({ server, tool, user, agent, ms, outcome, requestId }, "call");
      return answer;
    },
  };
}
