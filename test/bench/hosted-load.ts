/**
 * Measures the hosted parts under load: calls of many users at a fixed rate through edge and server. A call is sent at its
 * time even if earlier ones have no answer yet, so its time includes what it waits.
 */
import http from "node:http";
import { loadavg } from "node:os";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { modernMeta } from "../support/agents/raw-agent.ts";
import type { Deployment, PartProcess } from "./deployment.ts";
import { quantile } from "./measures.ts";

export interface LoadPlan {
  readonly rate: number;
  readonly seconds: number;
  readonly users: number;
  /** Seconds after the load until the memory is read for the last time. */
  readonly restSeconds: number;
}

export interface LoadMeasured {
  readonly calls: number;
  readonly failures: number;
  /** How many calls failed in each way: an HTTP status, or the code of a broken connection. */
  readonly reasons: Readonly<Record<string, number>>;
  /** ms */
  readonly p50: number;
  readonly p99: number;
  /** Seconds in which all answers came. */
  readonly seconds: number;
  /** MB, before the load, at its end, and after the rest. */
  readonly memory: Readonly<Record<"edge" | "registry" | "server", readonly [number, number, number]>>;
  /** Load of the machine (one minute) at the end. */
  readonly load: number;
}

const tickMs = 10;

export async function measureLoad(deployment: Deployment, plan: LoadPlan): Promise<LoadMeasured> {
  const { issuer, mcpUrl, edge, registry, server } = deployment;
  const parts: readonly PartProcess[] = [edge, registry, server];
  const tokens = await Promise.all(
    Array.from({ length: plan.users }, (_, user) => issuer.mint({ sub: `user-${user}` })),
  );
  const agent = new http.Agent({ keepAlive: true });
  const times: number[] = [];
  const reasons = new Map<string, number>();
  const call = async (number: number): Promise<void> => {
    const began = performance.now();
    const failure = await callOnce(mcpUrl, tokens[number % tokens.length] ?? "", number, agent).catch(String);
    if (failure === null) times.push(performance.now() - began);
    else reasons.set(failure, (reasons.get(failure) ?? 0) + 1);
  };
  for (let warm = 0; warm < 100; warm += 1) await call(warm);
  times.length = 0;
  await pause(1_000);
  const memory = [parts.map((part) => part.megabytes())];
  const began = performance.now();
  const calls: Promise<void>[] = [];
  const total = plan.rate * plan.seconds;
  while (calls.length < total) {
    const due = Math.min(total, Math.ceil(((performance.now() - began) / 1000) * plan.rate));
    while (calls.length < due) calls.push(call(calls.length));
    await pause(tickMs);
  }
  await Promise.all(calls);
  const seconds = (performance.now() - began) / 1000;
  const load = loadavg()[0] ?? 0;
  memory.push(parts.map((part) => part.megabytes()));
  await pause(plan.restSeconds * 1000);
  memory.push(parts.map((part) => part.megabytes()));
  agent.destroy();
  const of = (at: number) => [memory[0]?.[at] ?? 0, memory[1]?.[at] ?? 0, memory[2]?.[at] ?? 0] as const;
  return {
    ...{
      calls: total,
      failures: total - times.length,
      reasons: Object.fromEntries(reasons),
      p50: quantile(times, 0.5),
      p99: quantile(times, 0.99),
      seconds,
      load,
    },
    memory: { edge: of(0), registry: of(1), server: of(2) },
  };
}

/** Null if the call got its own answer; else what it got. */
async function callOnce(url: string, token: string, id: number, agent: http.Agent): Promise<string | null> {
  const params = { name: "list_numbers", arguments: { count: 3, of: `call ${id}` }, _meta: modernMeta() };
  const request = http.request(url, {
    ...{ method: "POST", agent },
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "list_numbers",
    },
  });
  request.end(JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params }));
  const response = await new Promise<http.IncomingMessage>((resolve, reject) =>
    request.once("response", resolve).once("error", reject),
  );
  const body = await text(response);
  return body.includes(`call ${id} 2`) ? null : `${response.statusCode} ${body.slice(0, 80)}`;
}
