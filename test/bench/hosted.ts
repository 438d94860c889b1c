/** The benchmarks of the hosted parts, as the program runs them: their database, their lines, their bars. */
import { randomBytes } from "node:crypto";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startPostgres } from "../../reference-servers/platform/postgres.ts";
import { type Deployment, startDeployment } from "./deployment.ts";
import { type LoadMeasured, measureLoad } from "./hosted-load.ts";
import { loadBars, streamBars } from "./limits.ts";
import { keep, printBars, printTable } from "./report.ts";
import { measureStarts } from "./start-times.ts";
import { measureStreams, streamsWithin } from "./streams.ts";

type NewDatabase = () => Promise<string>;

async function withPostgres<Result>(home: string, work: (newDatabase: NewDatabase) => Promise<Result>) {
  const postgres = await startPostgres({ folder: join(home, "postgres") });
  try {
    return await work(async () => {
      const name = `bench_${randomBytes(6).toString("hex")}`;
      const client = new pg.Client(postgres.url);
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return postgres.url.replace(/[^/]+$/, name);
    });
  } finally {
    await postgres.stop();
  }
}

async function withDeployment<Result>(deployment: Deployment, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } finally {
    await deployment.close();
  }
}

type Memory = Readonly<Record<string, readonly [number, number, number]>>;

const printMemory = (memory: Memory, titles: readonly [string, string, string]): void =>
  printTable([
    ["MB", ...titles],
    ...Object.entries(memory).map(([part, values]) => [part, ...values.map((value) => value.toFixed(0))]),
  ]);

/** The default count, and what is tried where the limit of descriptors allows it. */
const wantedStreams = 10_000;
const leastStreams = 8_000;

/** `flags`: Node's flags of each part. */
export async function streamOut(home: string, minutes: number, count: number | null, flags: readonly string[]) {
  const wanted = count ?? wantedStreams;
  const possible = streamsWithin(wanted);
  const streams = possible < wanted && count === null ? Math.min(leastStreams, possible) : possible;
  if (streams < wanted) console.error(`The limit of descriptors allows ${streams} streams instead of ${wanted}.`);
  await withPostgres(home, async (newDatabase) => {
    const deployment = await startDeployment({ databaseUrl: await newDatabase(), flags });
    await withDeployment(deployment, async () => {
      const plan = { count: streams, minutes, atOnce: 100, retryMs: 1_000 };
      const measured = await measureStreams(deployment, plan, streams, (line) => console.error(`  ${line}`));
      const { edge, server } = measured.memory;
      printMemory(measured.memory, ["before", "all open", "at the end"]);
      const each = ([before, open]: readonly number[]) => (((open ?? 0) - (before ?? 0)) * 1000) / streams;
      console.log(
        `A stream costs ${each(edge).toFixed(0)} KB at the edge, ${each(server).toFixed(0)} KB at the server.`,
      );
      console.log(
        `${streams} were open after ${measured.openSeconds.toFixed(1)} s, and ${measured.announced} heard of a change`,
      );
      console.log(
        `within ${measured.announcedSeconds.toFixed(1)} s of the operator's command. Load ${measured.load.toFixed(0)}.`,
      );
      const bars = streamBars(measured, streams);
      printBars(bars);
      keep("streams", { plan, ...measured, bars });
    });
  });
}

export interface LoadWanted {
  readonly rate: number;
  readonly seconds: number;
  /** Node's flags of each part. */
  readonly flags: readonly string[];
}

/** How many connections the callers of the load have: more than the 511 that Node lets wait by itself. */
const callersConnections = 1_000;

export async function loadUp(home: string, { rate, seconds, flags }: LoadWanted) {
  await withPostgres(home, async (newDatabase) => {
    const deployment = await startDeployment({ databaseUrl: await newDatabase(), flags });
    await withDeployment(deployment, async () => {
      const plan = { rate, seconds, users: 50, connections: callersConnections, restSeconds: 30 };
      const measured = await measureLoad(deployment, plan);
      printMemory(measured.memory, ["before", "highest", "after 30 s without a call"]);
      printTable([
        ["", ...Object.keys(measured.processor)],
        ["processor ms of a call", ...Object.values(measured.processor).map((ms) => ms.toFixed(2))],
      ]);
      for (const line of loadLines(measured, rate)) console.log(line);
      for (const line of fullCollections(deployment)) console.log(line);
      const bars = loadBars(measured);
      printBars(bars);
      keep("load", { plan, flags, ...measured, bars });
    });
  });
}

function loadLines(measured: LoadMeasured, wanted: number): readonly string[] {
  const { calls, seconds, failures, reasons, rate, p50, p99, processor, load } = measured;
  const each = Object.values(processor).reduce((sum, ms) => sum + ms, 0);
  return [
    `${calls} calls in ${seconds.toFixed(1)} s: ${rate.toFixed(0)} answers a second of ${wanted}, ${failures} calls failed.`,
    ...Object.entries(reasons).map(([reason, times]) => `  ${times} x ${reason}`),
    `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms. Load ${load.map((value) => value.toFixed(1)).join(" to ")}.`,
    `A call takes ${each.toFixed(2)} ms of the processor, so ${wanted} a second need ${((wanted * each) / 1000).toFixed(1)}`,
    `processors; this machine has ${availableParallelism()}, and Postgres needs some more.`,
  ];
}

/** The last full collections of the server's heap, where `--trace-gc` is one of the flags. */
const fullCollections = ({ server }: Deployment): readonly string[] =>
  server
    .output()
    .split("\n")
    .filter((line) => line.includes("Mark-Compact"))
    .slice(-3);

/** The whole bench ends within four minutes, on a busy machine too: the deployment takes up to one of them. */
const startPlan = { rounds: 5, maxSeconds: 150 };

export async function startUp(home: string) {
  await withPostgres(home, async (newDatabase) => {
    const deployment = await startDeployment({ databaseUrl: await newDatabase() });
    await withDeployment(deployment, async () => {
      const times = await measureStarts(deployment, newDatabase, home, startPlan);
      const load = loadavg()[0] ?? 0;
      printTable([
        ["start to serving, ms", "first", "later: best", "median", "processor", "later starts"],
        ...times.map(({ part, firstMs, minMs, medianMs, processorMs, laterStarts }) => [
          part,
          ...[firstMs, minMs, medianMs, processorMs, laterStarts].map((value) => value.toFixed(0)),
        ]),
      ]);
      console.log(`Load ${load.toFixed(0)}.`);
      keep("starts", { plan: startPlan, times, load });
    });
  });
}
