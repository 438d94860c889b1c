/** Runs the protocol's official conformance suite against a server, and reads its output. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface ConformanceRun {
  /** 0 where exactly the expected scenarios failed. */
  readonly exitCode: number;
  /** The suite's own summary, for a failing test to show. */
  readonly summary: string;
  /** Scenarios without a failed check. */
  readonly passed: readonly string[];
}

const suite = join(
  dirname(createRequire(import.meta.url).resolve("@modelcontextprotocol/conformance/package.json")),
  "dist/index.js",
);

/** `expected` is the YAML file of scenarios that are known to fail. */
export async function runConformance(url: string, revision: string, expected: string): Promise<ConformanceRun> {
  const results = await mkdtemp(join(tmpdir(), "drawbridge-conformance-"));
  const flags = ["--url", url, "--requirements", revision, "--expected-failures", expected, "-o", results];
  try {
    const { exitCode, output } = await node([suite, "server", ...flags]);
    return { exitCode, ...readSummary(output) };
  } finally {
    await rm(results, { recursive: true });
  }
}

/** Reads the lines `✓ name: n passed, m failed` of the summary. */
export function readSummary(output: string): Omit<ConformanceRun, "exitCode"> {
  const summary = output.slice(output.indexOf("=== SUMMARY ==="));
  return { summary, passed: [...summary.matchAll(/^✓ (\S+): \d+ passed/gm)].map(([, name = ""]) => name) };
}

const node = (args: readonly string[]): Promise<{ exitCode: number; output: string }> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
