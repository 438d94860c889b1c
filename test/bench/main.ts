/**
 * The program of the benchmarks. `npm run bench` measures Drawbridge's bridge, direct HTTP, the floor and every
 * installed peer in one interleaved run; it prints tables and writes .cache/bench.json. `-- --rounds N` sets the rounds
 * (default 10), and BENCH_PEERS names a folder with peers. `npm run bench -- --shares` measures how long a user waits
 * for SQL while another user attacks what both share. `npm run bench -- --side-bar` measures the editor's side bar with
 * 60 servers in a real workbench. `npm run bench -- --soak [--minutes N]` (default 5) makes an hour's calls of 100
 * agents at 20 servers.
 *
 * Of the hosted parts, each a process of its own: `-- --streams [--minutes N] [--count N]` (default 10 minutes) holds idle
 * change streams, `-- --load [--seconds N] [--rate N]` (default 60 s) makes 1,200 calls a second, and `-- --starts`
 * measures the starts.
 * `-- --kill [--minutes N]` (default 5) kills and rolls two of each part in turn under load, before one real Presto.
 * `--flags=…` are Node's flags of each part.
 */
import "../support/machine/end-with-run.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launchIn } from "../support/agents/bundle-launch.ts";
import { CommandLine, cli } from "../support/agents/command-line.ts";
import { processesNaming } from "../support/machine/processes.ts";
import { repository } from "../support/machine/source-files.ts";
import { contendersWith, type Target } from "./contenders.ts";
import { loadUp, startUp, streamOut } from "./hosted.ts";
import { barsOf, type Measured, soakBars } from "./limits.ts";
import {
  inTurns,
  measureColdStart,
  measureGrowth,
  measureMemory,
  measureRaw,
  measureSpeed,
  measureStart,
} from "./measures.ts";
import { measureProof } from "./proof-cost.ts";
import { keep, printBars, printContenders } from "./report.ts";
import { measureShares } from "./shares.ts";
import { runSoak, type SoakPlan } from "./soak.ts";
import { readSoak } from "./soak-verdict.ts";
import { startUpstream } from "./started-upstream.ts";

const options = {
  rounds: { type: "string", default: "10" },
  shares: { type: "boolean", default: false },
  "side-bar": { type: "boolean", default: false },
  soak: { type: "boolean", default: false },
  streams: { type: "boolean", default: false },
  load: { type: "boolean", default: false },
  starts: { type: "boolean", default: false },
  kill: { type: "boolean", default: false },
  minutes: { type: "string" },
  seconds: { type: "string", default: "60" },
  rate: { type: "string", default: "1200" },
  count: { type: "string" },
  flags: { type: "string", default: "" },
} as const;

export async function runBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  const home = mkdtempSync(join(tmpdir(), "drawbridge-bench-"));
  const flags = values.flags.split(" ").filter((flag) => flag !== "");
  try {
    if (values.shares) await shareOut();
    else if (values["side-bar"]) await drawSideBar();
    else if (values.soak) await soakFor(Number(values.minutes ?? 5), home);
    else if (values.streams) {
      await streamOut(
        home,
        Number(values.minutes ?? 10),
        values.count === undefined ? null : Number(values.count),
        flags,
      );
    } else if (values.load) await loadUp(home, { rate: Number(values.rate), seconds: Number(values.seconds), flags });
    else if (values.kill) await killInTurn(Number(values.minutes ?? 5));
    else if (values.starts) await startUp(home);
    else await compare(Number(values.rounds), home);
  } finally {
    await new CommandLine(home).dispose();
    rmSync(home, { recursive: true, force: true });
  }
}

/** How many servers ten bridges are measured with. */
const servers = 10;

async function compare(rounds: number, home: string): Promise<void> {
  const contenders = contendersWith(process.env.BENCH_PEERS);
  const upstream = await startUpstream(servers);
  try {
    const targets = upstream.urls.map((url): Target => ({ url, token: upstream.token, home }));
    const [target] = targets;
    if (target === undefined) throw new Error("The upstream has no server.");
    console.error(`Measuring ${contenders.map((contender) => contender.name).join(", ")}: start …`);
    const start = await measureStart(contenders, target, rounds);
    const coldStart = await measureColdStart(contenders, target, rounds);
    console.error("speed …");
    const speed = await measureSpeed(contenders, target, rounds);
    const proof = await measureProof(rounds);
    console.error("long answers …");
    const raw = await measureRaw(contenders, target, rounds);
    const brokers = processesNaming(home);
    const own = contenders.filter(({ name }) => name === "drawbridge");
    const growth = await inTurns(own, 1, (contender) => measureGrowth(contender, target, brokers));
    console.error("memory …");
    const launched = contenders.filter(({ launch }) => launch !== null);
    const memory = await inTurns(launched, 1, (contender) => {
      return measureMemory(contender, targets, contender.name === "drawbridge" ? brokers : []);
    });
    const bundle = new Map([["drawbridge", [launchIn(join(repository, "proxy", "dist")).bytes / 1024]]]);
    const measured: Measured = { start, coldStart, ...speed, ...raw, proof, growth, memory, bundle };
    const bars = barsOf(measured);
    printContenders(contenders, measured);
    printBars(bars);
    keep("bench", { ...measured, bars });
  } finally {
    upstream.stop();
  }
}

async function shareOut(): Promise<void> {
  const measured = await measureShares();
  console.log(`SELECT 1 takes ${measured.quietMs.toFixed(0)} ms when it is quiet.`);
  printBars(measured.bars);
  keep("shares", { ...measured });
}

async function drawSideBar(): Promise<void> {
  // Loaded only here, because it brings the driver of the browser.
  const { measureSideBar } = await import("./side-bar.ts");
  const measured = await measureSideBar();
  printBars(measured.bars);
  keep("side-bar", { ...measured });
}

async function killInTurn(minutes: number): Promise<void> {
  // Loaded only here, because it brings two engines.
  const { killFor } = await import("./kill.ts");
  keep("kill", { ...(await killFor(minutes)) });
}

/** An agent at work calls four times a minute. */
const callsInAnHour = 240;

async function soakFor(minutes: number, home: string): Promise<void> {
  const bridges = 100;
  const plan: SoakPlan = { bridges, servers: 20, calls: bridges * callsInAnHour, seconds: minutes * 60, samples: 30 };
  console.error(`${plan.calls} calls of ${bridges} agents at ${plan.servers} servers in ${minutes} minutes …`);
  const report = await runSoak(plan, cli, home, ({ memory, handles, lateP50Ms, lateP99Ms }) => {
    const lateness = `late ${lateP50Ms.toFixed(1)} ms, p99 ${lateP99Ms.toFixed(1)} ms`;
    console.error(`  ${(memory / 1e6).toFixed(1).padStart(6)} MB  ${String(handles).padStart(4)} handles  ${lateness}`);
  });
  const bars = soakBars(readSoak(report));
  console.log(`${report.answered} calls answered; ${report.restarts} times an agent started again.`);
  printBars(bars);
  keep("soak", { plan, ...report, bars });
}
