/**
 * Diagnoses of jobs that a real Spark runs during the test, so that the corpus cannot become different from what Spark
 * writes.
 */
import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startForTest } from "@drawbridge/framework/testing";
import { sparkServer } from "@drawbridge/spark/server";
import { z } from "zod";
import { sparkOrSkip } from "../../support/engines/pyspark.ts";
import { runJob } from "../../support/engines/spark-job.ts";
import { verifies } from "../../support/verifies.ts";

const DiagnosisAnswer = z.object({
  name: z.string(),
  cause: z.string(),
  confidence: z.string(),
  evidence: z.array(z.object({ text: z.string(), source: z.string() })).min(1),
});

describe("jobs that just failed", function () {
  this.timeout(300_000);
  let spark: string;
  let folder: string;
  before(async function () {
    spark = await sparkOrSkip(this);
    folder = await mkdtemp(join(tmpdir(), "drawbridge-spark-live-"));
  });
  after(() => (folder === undefined ? undefined : rm(folder, { recursive: true, force: true })));

  for (const [name, cause, evidence] of [
    ["udf_value_error", "user-code", /ValueError/],
    ["divide_by_zero", "arithmetic-error", /DIVIDE_BY_ZERO/],
  ] as const) {
    it(
      verifies(
        "spark.live",
        `A ${name} job that just ran on a real Spark is diagnosed as ${cause}, with its message as evidence`,
      ),
      async () => {
        const { events, logs } = await runJob(spark, name, join(folder, name));
        const kit = await startForTest(sparkServer, { settings: { SPARK_EVENT_LOG_DIR: events, SPARK_LOG_DIR: logs } });
        try {
          const ada = await kit.connect({ user: "ada", groups: ["ads-eng"] });
          const [log = ""] = (await readdir(events)).filter((file) => !file.startsWith("."));
          const { structuredContent } = await ada.callTool({
            name: "diagnose_app",
            arguments: { app: log.replace(/\.\w+$/, "") },
          });
          const diagnosis = DiagnosisAnswer.parse(structuredContent);
          const shown = diagnosis.evidence.map(({ text, source }) => `${source}: ${text}`).join("\n");
          const found = [diagnosis.name, diagnosis.cause, diagnosis.confidence];
          assert.deepEqual(found, [name, cause, "high"], `${found.join(", ")} by\n${shown}`);
          assert.match(shown, evidence);
        } finally {
          await kit.close();
        }
      },
    );
  }
});
