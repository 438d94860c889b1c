import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { verifies } from "../../support/verifies.ts";
import { writeBigLog } from "./big-log.ts";
import { Alone } from "./diagnose-alone.ts";

const run = promisify(execFile);
const program = fileURLToPath(new URL("diagnose-alone.ts", import.meta.url));

const logBytes = 500_000_000;
const maxMemoryBytes = 300_000_000;

describe("an event log of 500 MB", function () {
  this.timeout(120_000);

  for (const codec of ["plain", "zstd"] as const) {
    it(
      verifies(
        "spark.bounded-memory",
        `The Spark server reads a ${codec} event log of 500 MB with at most 300 MB of memory and reports progress`,
      ),
      async () => {
        const folder = await mkdtemp(join(tmpdir(), "drawbridge-spark-"));
        try {
          const log = await writeBigLog(folder, { name: "file_gone", bytes: logBytes, codec });
          assert.ok(log.text >= logBytes);
          const { stdout } = await run(process.execPath, [program, folder, log.app]);
          const { cause, gaps, memory, progress, ms } = Alone.parse(JSON.parse(stdout));
          const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
          console.log(
            `      ${megabytes(log.text)} ${codec} (${megabytes(log.stored)} stored): ${(ms / 1000).toFixed(1)} s, ` +
              `at most ${megabytes(memory)} with server and client`,
          );
          assert.equal(cause, "file-gone");
          assert.equal(gaps.length, 1, gaps.join("; "));
          assert.ok(memory <= maxMemoryBytes, `${megabytes(memory)}`);
          assert.ok(progress.length >= 3 && progress.at(-1) === 1, `${progress.length} notifications`);
          assert.deepEqual(
            progress,
            [...progress].sort((a, b) => a - b),
          );
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      },
    );
  }
});
