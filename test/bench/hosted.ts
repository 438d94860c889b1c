/** The benchmarks of the hosted parts, as the program runs them: their database, their lines, their bars. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import pg from "pg";
import { startPostgres } from "../../reference-servers/platform/postgres.ts";
import { type Deployment, startDeployment } from "./deployment.ts";
import { measureLoad } from "./hosted-load.ts";
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

/** `flags`: Node's flags of the server. */
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

export async function loadUp(home: string, seconds: number, flags: readonly string[]) {
  await withPostgres(home, async (newDatabase) => {
    const deployment = await startDeployment({ databaseUrl: await newDatabase(), flags });
    await withDeployment(deployment, async () => {
      const plan = { rate: 1_200, seconds, users: 50, restSeconds: 60 };
      const measured = await measureLoad(deployment, plan);
      printMemory(measured.memory, ["before", "at the end", "a minute after"]);
      console.log(`${measured.calls} calls in ${measured.seconds.toFixed(1)} s, ${measured.failures} failed;`);
      console.log(
        `p50 ${measured.p50.toFixed(1)} ms, p99 ${measured.p99.toFixed(0)} ms. Load ${measured.load.toFixed(0)}.`,
      );
      for (const [reason, times] of Object.entries(measured.reasons)) console.log(`  ${times} x ${reason}`);
      const heap = deployment.server
        .output()
        .split("\n")
        .filter((line) => line.includes("Mark-Compact"));
      for (const line of heap.slice(-3)) console.log(line);
      const bars = loadBars(measured);
      printBars(bars);
      keep("load", { plan, flags, ...measured, bars });
    });
  });
}

export async function startUp(home: string, rounds: number) {
  await withPostgres(home, async (newDatabase) => {
    const deployment = await startDeployment({ databaseUrl: await newDatabase() });
    await withDeployment(deployment, async () => {
      const times = await measureStarts(deployment, newDatabase, home, rounds);
      printTable([
        ["start to serving", "min ms", "median ms"],
        ...times.map(({ part, minMs, medianMs }) => [part, minMs.toFixed(0), medianMs.toFixed(0)]),
      ]);
      keep("starts", { rounds, times });
    });
  });
}
