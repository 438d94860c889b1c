/**
 * What is measured. Within a round the ways take turns in a rotating order, so that whatever else the machine does
 * hits all of them alike; a ratio is taken inside a round and the median of the rounds is reported.
 */
import { setTimeout as pause } from "node:timers/promises";
import { descendants, memoryOf } from "../support/processes.ts";
import { type Connected, connect, startTime } from "./clients.ts";
import type { Target, Way } from "./ways.ts";

/** For each way, one number for each round. */
export type Samples = ReadonlyMap<string, number[]>;

export const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The median over rounds of one way's number through another's. */
export function ratio(samples: Samples, way: string, base: string): number {
  const under = samples.get(base) ?? [];
  return median((samples.get(way) ?? []).map((value, round) => value / (under[round] ?? Number.NaN)));
}

/** Milliseconds from spawn to tools/list, `rounds` times; direct HTTP has nothing to start. */
export async function measureStart(ways: readonly Way[], target: Target, rounds: number): Promise<Samples> {
  const launched = ways.filter((way) => way.launch !== null);
  // The first start of each finds nothing in the page cache, and starts Drawbridge's broker.
  for (const way of launched) await startTime(way, target);
  return inTurns(launched, rounds, (way) => startTime(way, target));
}

export interface Speed {
  /** ms */
  readonly p50: Samples;
  readonly p99: Samples;
  /** calls a second with 64 in flight */
  readonly rate: Samples;
  /** MiB a second, answers of 1 MiB and of 32 MiB */
  readonly mebibyte: Samples;
  readonly huge: Samples;
}

export async function measureSpeed(ways: readonly Way[], target: Target, rounds: number): Promise<Speed> {
  const connected = new Map<string, Connected>();
  for (const way of ways) connected.set(way.name, await connect(way, target));
  const clientOf = (way: Way) => {
    const found = connected.get(way.name);
    if (found === undefined) throw new Error(`${way.name} is not connected.`);
    return found.client;
  };
  for (const way of ways) for (let call = 0; call < 200; call += 1) await echo(clientOf(way));
  try {
    const latencies = await inTurns(ways, rounds, (way) => sequential(clientOf(way), 250));
    return {
      p50: mapSamples(latencies, (times) => quantile(times, 0.5)),
      p99: mapSamples(latencies, (times) => quantile(times, 0.99)),
      rate: await inTurns(ways, rounds, (way) => burst(clientOf(way), 640, 64)),
      mebibyte: await inTurns(ways, rounds, (way) => answers(clientOf(way), 1024, 8)),
      huge: await inTurns(ways, Math.min(rounds, 3), (way) => answers(clientOf(way), 32 * 1024, 1)),
    };
  } finally {
    for (const { client } of connected.values()) await client.close();
  }
}

/** Bytes (PSS) of ten bridges after ten calls each; Drawbridge's broker is counted with them. */
export async function measureMemory(way: Way, target: Target, shared: readonly number[]): Promise<number> {
  const bridges: Connected[] = [];
  try {
    for (let copy = 0; copy < 10; copy += 1) {
      const bridge = await connect(way, target);
      bridges.push(bridge);
      for (let call = 0; call < 10; call += 1) await echo(bridge.client);
    }
    await pause(1000);
    const pids = bridges.flatMap(({ pid }) => (pid === null ? [] : [pid, ...descendants(pid)]));
    return memoryOf([...pids, ...shared]);
  } finally {
    for (const { client } of bridges) await client.close();
  }
}

const echo = (client: Connected["client"]) => client.callTool({ name: "echo", arguments: { text: "hello" } });

async function sequential(client: Connected["client"], calls: number): Promise<number[]> {
  const times: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    const began = performance.now();
    await echo(client);
    times.push(performance.now() - began);
  }
  return times;
}

async function burst(client: Connected["client"], calls: number, inFlight: number): Promise<number> {
  const began = performance.now();
  let left = calls;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await echo(client);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return calls / ((performance.now() - began) / 1000);
}

async function answers(client: Connected["client"], kib: number, times: number): Promise<number> {
  const began = performance.now();
  for (let call = 0; call < times; call += 1) {
    const { content } = await client.callTool({ name: "big", arguments: { kib } }, undefined, { timeout: 120_000 });
    const length = JSON.stringify(content).length;
    if (length < kib * 1024) throw new Error(`An answer of ${kib} KiB came with ${length} characters.`);
  }
  return (kib / 1024) * (times / ((performance.now() - began) / 1000));
}

async function inTurns<Value>(
  ways: readonly Way[],
  rounds: number,
  measure: (way: Way) => Promise<Value>,
): Promise<Map<string, Value[]>> {
  const samples = new Map<string, Value[]>(ways.map((way) => [way.name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < ways.length; turn += 1) {
      const way = ways[(turn + round) % ways.length];
      if (way !== undefined) samples.get(way.name)?.push(await measure(way));
    }
  }
  return samples;
}

const mapSamples = <From>(samples: ReadonlyMap<string, From[]>, change: (value: From) => number): Samples =>
  new Map([...samples].map(([name, values]) => [name, values.map(change)]));
