/**
 * The measurements of the benchmark. In each round the contenders take turns in a rotating order, so that other load on the
 * machine affects all of them equally. A ratio is taken within one round, and the report has the median of the rounds.
 */
import { setTimeout as pause } from "node:timers/promises";
import { CommandLine } from "../support/agents/command-line.ts";
import { descendants, forgetPeak, memoryOf, peakMemoryOf, residentMemoryOf } from "../support/machine/processes.ts";
import { type Connected, connect, startTime } from "./clients.ts";
import type { Contender, Target } from "./contenders.ts";
import { overHttp, overStdio, type RawClient } from "./raw-clients.ts";

/** For each contender, one number for each round. */
export type Samples = ReadonlyMap<string, number[]>;

export const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The median, over the rounds, of the ratio of two contenders' numbers in one round. */
export function ratio(samples: Samples, contender: string, base: string): number {
  const under = samples.get(base) ?? [];
  return median((samples.get(contender) ?? []).map((value, round) => value / (under[round] ?? Number.NaN)));
}

/** Milliseconds from spawn to tools/list, `rounds` times; direct HTTP has nothing to start. */
export async function measureStart(contenders: readonly Contender[], target: Target, rounds: number): Promise<Samples> {
  const launched = contenders.filter((contender) => contender.launch !== null);
  // The first start of each finds nothing in the page cache, and starts Drawbridge's broker.
  for (const contender of launched) await startTime(contender, target);
  return inTurns(launched, rounds, (contender) => startTime(contender, target));
}

/** The same without a running broker: Drawbridge's broker starts too, in a home that has no catalogue yet. */
export async function measureColdStart(
  contenders: readonly Contender[],
  target: Target,
  rounds: number,
): Promise<Samples> {
  const compared = contenders.filter(({ name }) => name === "floor" || name === "drawbridge");
  return inTurns(compared, rounds, async (contender) => {
    const line = new CommandLine();
    try {
      return await startTime(contender, { ...target, home: line.home });
    } finally {
      await line.dispose();
    }
  });
}

export interface Speed {
  /** ms */
  readonly p50: Samples;
  readonly p99: Samples;
  /** calls a second with 64 in flight */
  readonly rate: Samples;
  /** MiB a second, answers of 1 MiB */
  readonly mebibyte: Samples;
}

/** Calls by the official client, for every contender. */
export async function measureSpeed(contenders: readonly Contender[], target: Target, rounds: number): Promise<Speed> {
  const connected = new Map<string, Connected>();
  for (const contender of contenders) connected.set(contender.name, await connect(contender, target));
  const clientOf = (contender: Contender) => found(connected, contender).client;
  for (const contender of contenders) for (let call = 0; call < 500; call += 1) await echo(clientOf(contender));
  try {
    const latencies = await inTurns(contenders, rounds, (contender) => sequential(clientOf(contender), 250));
    return {
      p50: mapSamples(latencies, (times) => quantile(times, 0.5)),
      p99: mapSamples(latencies, (times) => quantile(times, 0.99)),
      rate: await inTurns(contenders, rounds, (contender) => burst(clientOf(contender), 640, 64)),
      mebibyte: await inTurns(contenders, rounds, (contender) => answers(8, 1, () => bigAnswer(clientOf(contender)))),
    };
  } finally {
    for (const { client } of connected.values()) await client.close();
  }
}

/** Throughput of long answers (MiB/s), by clients of one kind for every contender, which copy only what they must. */
export async function measureRaw(
  contenders: readonly Contender[],
  target: Target,
  rounds: number,
): Promise<{ rawMebibyte: Samples; rawHuge: Samples }> {
  const clients = new Map<string, RawClient>();
  for (const contender of contenders)
    clients.set(contender.name, await (contender.launch ? overStdio(contender.launch(target)) : overHttp(target)));
  const ask = (contender: Contender, mib: number) => () => found(clients, contender).call("big", { kib: mib * 1024 });
  try {
    for (const contender of contenders) await answers(16, 1, ask(contender, 1));
    return {
      rawMebibyte: await inTurns(contenders, rounds, (contender) => answers(8, 1, ask(contender, 1))),
      rawHuge: await inTurns(contenders, Math.min(rounds, 5), (contender) => answers(1, 32, ask(contender, 32))),
    };
  } finally {
    for (const client of clients.values()) await client.close();
  }
}

function found<Value>(values: ReadonlyMap<string, Value>, contender: Contender): Value {
  const value = values.get(contender.name);
  if (value === undefined) throw new Error(`${contender.name} is not connected.`);
  return value;
}

/** The maximum memory that answers of 32 MiB, one after another, add to a process, as a multiple of one answer. */
export async function measureGrowth(contender: Contender, target: Target, brokers: readonly number[]): Promise<number> {
  const bridge = await overStdio(contender.launch?.(target) ?? []);
  const mib = 32;
  const watched = [...brokers, ...(bridge.pid === null ? [] : [bridge.pid])];
  for (const pid of watched) forgetPeak(pid);
  const before = watched.map(residentMemoryOf);
  for (let call = 0; call < 4; call += 1) await bridge.call("big", { kib: mib * 1024 });
  const grown = watched.map((pid, at) => peakMemoryOf(pid) - (before[at] ?? 0));
  await bridge.close();
  return Math.max(...grown) / (mib * 1024 * 1024);
}

/** Time (ms) in which an idle process must return memory. */
const quietMs = 6_000;

/** Memory (MB, proportional set size) of ten bridges to ten servers after ten calls each, including what they share. */
export async function measureMemory(
  contender: Contender,
  targets: readonly Target[],
  shared: readonly number[],
): Promise<number> {
  const bridges: Connected[] = [];
  try {
    for (const target of targets) {
      const bridge = await connect(contender, target);
      bridges.push(bridge);
      for (let call = 0; call < 10; call += 1) await echo(bridge.client);
    }
    await pause(quietMs);
    const pids = bridges.flatMap(({ pid }) => (pid === null ? [] : [pid, ...descendants(pid)]));
    return memoryOf([...pids, ...shared]) / 1e6;
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

async function bigAnswer(client: Connected["client"]): Promise<string> {
  return JSON.stringify((await client.callTool({ name: "big", arguments: { kib: 1024 } })).content);
}

/** MiB a second of `times` answers of `mib` each. */
async function answers(times: number, mib: number, ask: () => Promise<string>): Promise<number> {
  const began = performance.now();
  for (let call = 0; call < times; call += 1) {
    const { length } = await ask();
    if (length < mib * 1024 * 1024) throw new Error(`An answer of ${mib} MiB came with ${length} characters.`);
  }
  return (mib * times) / ((performance.now() - began) / 1000);
}

/** One sample of each contender in each round. */
export async function inTurns<Value>(
  contenders: readonly Contender[],
  rounds: number,
  measure: (contender: Contender) => Promise<Value>,
): Promise<Map<string, Value[]>> {
  const samples = new Map<string, Value[]>(contenders.map((contender) => [contender.name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const contender = contenders[(turn + round) % contenders.length];
      if (contender !== undefined) samples.get(contender.name)?.push(await measure(contender));
    }
  }
  return samples;
}

const mapSamples = <From>(samples: ReadonlyMap<string, From[]>, change: (value: From) => number): Samples =>
  new Map([...samples].map(([name, values]) => [name, values.map(change)]));
