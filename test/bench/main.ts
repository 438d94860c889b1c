/**
 * `npm run bench`: Drawbridge's bridge beside direct HTTP, the floor and any installed peer, in one interleaved run.
 * Prints a table and writes .cache/bench.json. `-- --rounds N` (default 10); BENCH_PEERS names a folder with peers.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CommandLine } from "../support/command-line.ts";
import { processesNaming } from "../support/processes.ts";
import { repository } from "../support/source-files.ts";
import { measureMemory, measureSpeed, measureStart, median, ratio, type Samples } from "./measures.ts";
import { type Target, type Way, waysWith } from "./ways.ts";

export async function runBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: "string", default: "10" } } });
  const rounds = Number(values.rounds);
  const ways = waysWith(process.env.BENCH_PEERS);
  const home = mkdtempSync(join(tmpdir(), "drawbridge-bench-"));
  const upstream = await startUpstream();
  try {
    const target: Target = { ...upstream.target, home };
    console.error(`Measuring ${ways.map((way) => way.name).join(", ")}: start …`);
    const start = await measureStart(ways, target, rounds);
    console.error("speed …");
    const speed = await measureSpeed(ways, target, rounds);
    console.error("memory …");
    const broker = processesNaming(home).filter((pid) => pid !== process.pid);
    const memory = new Map<string, number[]>();
    for (const way of ways.filter(({ launch }) => launch !== null)) {
      memory.set(way.name, [(await measureMemory(way, target, way.name === "drawbridge" ? broker : [])) / 1e6]);
    }
    const measured = { start, ...speed, memory };
    report(ways, measured);
    const file = join(repository, ".cache", "bench.json");
    mkdirSync(join(repository, ".cache"), { recursive: true });
    const plain = Object.fromEntries(Object.entries(measured).map(([key, map]) => [key, Object.fromEntries(map)]));
    writeFileSync(
      file,
      `${JSON.stringify({ at: new Date().toISOString(), node: process.version, ...plain }, null, 2)}\n`,
    );
    console.log("\nEvery sample: .cache/bench.json");
  } finally {
    upstream.stop();
    await new CommandLine(home).dispose();
    rmSync(home, { recursive: true, force: true });
  }
}

function report(
  ways: readonly Way[],
  of: Record<"start" | "p50" | "p99" | "rate" | "mebibyte" | "huge" | "memory", Samples>,
): void {
  const cell = (samples: Samples, way: Way, base: string, digits: number): string => {
    const values = samples.get(way.name);
    if (values === undefined) return "-";
    const against = samples.has(base) ? ` (${ratio(samples, way.name, base).toFixed(2)})` : "";
    return median(values).toFixed(digits) + against;
  };
  const rows = ways.map((way) => [
    way.name,
    cell(of.start, way, "floor", 0),
    cell(of.p50, way, "direct", 2),
    cell(of.p99, way, "direct", 2),
    cell(of.rate, way, "direct", 0),
    cell(of.mebibyte, way, "direct", 0),
    cell(of.huge, way, "direct", 0),
    cell(of.memory, way, "floor", 0),
  ]);
  const head = [
    "way",
    "start ms (x floor)",
    "p50 ms (x direct)",
    "p99 ms",
    "calls/s, 64",
    "1 MiB, MiB/s",
    "32 MiB",
    "ten, MB PSS",
  ];
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  for (const row of [head, ...rows])
    console.log(
      row
        .map((text, at) => text.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}

async function startUpstream(): Promise<{ target: Omit<Target, "home">; stop: () => void }> {
  const token = `bench-${process.pid}`;
  const child = spawn(process.execPath, [join(repository, "test/bench/upstream.ts"), token], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const port = await new Promise<string>((done, failed) => {
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`The upstream ended with ${code}.`)));
    child.stdout.setEncoding("utf8").once("data", (line: string) => done(line.trim()));
  });
  return { target: { url: `http://127.0.0.1:${port}/mcp`, token }, stop: () => void child.stdin.end() };
}
