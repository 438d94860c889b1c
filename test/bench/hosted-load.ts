/**
 * Measures the hosted parts under load: calls of many users at a fixed rate through edge and server. A call is due at its
 * time even if earlier ones have no answer yet, so its time includes what it waits, also for a connection of its callers.
 */
import http from "node:http";
import { loadavg } from "node:os";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { modernMeta } from "../support/agents/raw-agent.ts";
import type { Deployment, PartProcess } from "./deployment.ts";
import { quantile } from "./measures.ts";

export interface LoadPlan {
  /** Calls a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly users: number;
  /** Connections that all callers have together. */
  readonly connections: number;
  /** Seconds after the load until the memory is read for the last time. */
  readonly restSeconds: number;
}

export interface LoadMeasured {
  readonly calls: number;
  readonly failures: number;
  /** How many calls failed in each way: status and error of an answer, or the code of a broken connection. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Right answers a second, until the last one. */
  readonly rate: number;
  /** ms, of the right answers */
  readonly p50: number;
  readonly p99: number;
  /** Seconds until the last answer. */
  readonly seconds: number;
  /** MB: before the load, the most during it, and after the rest. */
  readonly memory: Readonly<Record<string, readonly [number, number, number]>>;
  /** ms of the processor that one call takes in each process; `callers` are this process. */
  readonly processor: Readonly<Record<string, number>>;
  /** Load of the machine (one minute) before, and at the end. */
  readonly load: readonly [number, number];
}

const tickMs = 10;
/** Calls before the measurement: the code is compiled then, and the connections are open. */
const warmCalls = 500;

export async function measureLoad(deployment: Deployment, plan: LoadPlan): Promise<LoadMeasured> {
  const { issuer, mcpUrl, edge, registry, server } = deployment;
  const parts: Readonly<Record<string, PartProcess>> = { edge, registry, server };
  const tokens = await Promise.all(
    Array.from({ length: plan.users }, (_, user) => issuer.mint({ sub: `user-${user}` })),
  );
  const agent = new http.Agent({ keepAlive: true, maxSockets: plan.connections });
  const callNumber = (number: number) => callOnce(mcpUrl, tokens[number % tokens.length] ?? "", number, agent);
  for (let warm = 0; warm < warmCalls; warm += 1) await callNumber(warm);
  await pause(1_000);
  const before = mapParts(parts, (part) => part.megabytes());
  for (const part of Object.values(parts)) part.forgetPeak();
  const loadBefore = loadavg()[0] ?? 0;
  const usedBefore = processorOf(parts);
  const { times, reasons, seconds } = await callAtRate(plan, callNumber);
  const usedAfter = processorOf(parts);
  const load = [loadBefore, loadavg()[0] ?? 0] as const;
  const peak = mapParts(parts, (part) => part.peakMegabytes());
  await pause(plan.restSeconds * 1000);
  agent.destroy();
  const total = plan.rate * plan.seconds;
  return {
    ...{ calls: total, failures: total - times.length, reasons, seconds, load },
    ...{ rate: times.length / seconds, p50: quantile(times, 0.5), p99: quantile(times, 0.99) },
    memory: mapParts(parts, (part, name) => [before[name] ?? 0, peak[name] ?? 0, part.megabytes()]),
    processor: mapParts(usedAfter, (used, name) => (used - (usedBefore[name] ?? 0)) / total),
  };
}

/** Makes the calls of the plan, each at its time, and waits for the last answer. */
async function callAtRate({ rate, seconds }: LoadPlan, callNumber: (number: number) => Promise<string | null>) {
  const times: number[] = [];
  const reasons: Record<string, number> = {};
  const began = performance.now();
  const call = async (number: number): Promise<void> => {
    const due = began + (number / rate) * 1000;
    const failure = await callNumber(number).catch(reasonOf);
    if (failure === null) times.push(performance.now() - due);
    else reasons[failure] = (reasons[failure] ?? 0) + 1;
  };
  const calls: Promise<void>[] = [];
  const total = rate * seconds;
  while (calls.length < total) {
    const due = Math.min(total, Math.ceil(((performance.now() - began) / 1000) * rate));
    while (calls.length < due) calls.push(call(calls.length));
    await pause(tickMs);
  }
  await Promise.all(calls);
  return { times, reasons, seconds: (performance.now() - began) / 1000 };
}

function mapParts<From, To>(parts: Readonly<Record<string, From>>, of: (part: From, name: string) => To) {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, of(part, name)]));
}

function processorOf(parts: Readonly<Record<string, PartProcess>>): Readonly<Record<string, number>> {
  const { user, system } = process.cpuUsage();
  return { ...mapParts(parts, (part) => part.processorMs()), callers: (user + system) / 1000 };
}

const reasonOf = (error: NodeJS.ErrnoException): string => error.code ?? error.name;

/** Null if the call got its own answer; else the status, and the error where the answer names one. */
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
  if (body.includes(`call ${id} 2`)) return null;
  return [response.statusCode, /"error":"([a-z-]+)"/.exec(body)?.[1] ?? body.slice(0, 60)].join(" ").trim();
}
