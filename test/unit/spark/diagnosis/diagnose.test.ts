import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emptyLogSummary, factsOfLogs } from "../../../../reference-servers/servers/spark/application/log-summary.ts";
import { type Diagnosis, diagnose } from "../../../../reference-servers/servers/spark/diagnosis/diagnose.ts";
import { readFindings } from "../../../../reference-servers/servers/spark/logs/read-findings.ts";
import { verifies } from "../../../support/verifies.ts";

const startedAt = Date.UTC(2026, 2, 4, 9);
const runs = ["26/03/04 09:10:05 INFO DAGScheduler: Got job 0 (save at A.scala:1) with 2 output partitions"];
const succeeds = "26/03/04 09:12:00 INFO DAGScheduler: Job 0 finished: save at A.scala:1, took 3.1 s";
const stops = ["26/03/04 09:20:01 INFO SparkContext: Invoking stop() from shutdown hook"];

describe("a diagnosis from a driver's log", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "driver-log-"));
  });
  after(() => rm(folder, { recursive: true }));

  /** Diagnoses an application that, as far as Spark can tell, ended normally. */
  async function diagnosisOf(...lines: readonly string[]): Promise<Diagnosis> {
    const path = join(folder, "driver.log");
    await writeFile(path, [...runs, ...lines, ...stops].join("\n"));
    const log = { name: "driver.log", path, bytes: 0, of: "driver" } as const;
    const { findings } = await readFindings(log, false, new AbortController().signal);
    return diagnose(factsOfLogs("app", { ...emptyLogSummary, startedAt, endedAt: startedAt + 1_200_000 }), findings);
  }

  it(
    verifies("spark.said-to-fail", "A log with an exit status other than 0 is never diagnosed as healthy"),
    async () => {
      for (const line of [
        "INFO ApplicationMaster: Final app status: FAILED, exitCode: 13, (reason: User application exited with status 3)",
        "ERROR ApplicationMaster: User application exited with status 3",
        "INFO LoggingPodStatusWatcherImpl: Application status for spark-1 (phase: Failed)",
        "ERROR Client: Application diagnostics message: Application application_1_1 failed 2 times due to AM Container",
      ]) {
        const { cause, confidence } = await diagnosisOf(succeeds, `26/03/04 09:13:00 ${line}`);
        assert.deepEqual([cause, confidence], ["unknown", "low"], line);
      }
    },
  );

  it(
    verifies(
      "spark.said-to-fail",
      "An error with nothing after it is reported as the cause, always with low confidence",
    ),
    async () => {
      const error = "26/03/04 09:11:00 ERROR Nightly: no\njava.io.IOException: No space left on device";
      const last = await diagnosisOf(error);
      assert.deepEqual([last.cause, last.confidence], ["disk-full", "low"]);
      assert.equal((await diagnosisOf(error, succeeds)).cause, "none");
    },
  );

  it(
    verifies(
      "spark.said-to-fail",
      "A failure on which Spark itself gave up is reported with high confidence, even without any job",
    ),
    async () => {
      const { cause, confidence } = await diagnosisOf(
        "26/03/04 09:11:00 ERROR SparkContext: Error initializing SparkContext.",
        "org.apache.hadoop.security.AccessControlException: Permission denied: user=etl",
      );
      assert.deepEqual([cause, confidence], ["permission-denied", "high"]);
    },
  );

  it(
    verifies(
      "spark.said-to-fail",
      "A diagnosis says with high confidence that nothing is wrong only if a source reports success",
    ),
    async () => {
      const quiet = await diagnosisOf(succeeds);
      assert.deepEqual([quiet.cause, quiet.confidence], ["none", "low"]);
      const well = await diagnosisOf(
        succeeds,
        "26/03/04 09:13:00 INFO ApplicationMaster: Final app status: SUCCEEDED, exitCode: 0",
      );
      assert.deepEqual([well.cause, well.confidence], ["none", "high"]);
    },
  );
});
