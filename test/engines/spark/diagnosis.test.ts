/**
 * Diagnoses of applications that a real Spark ran and whose fault is known (corpus/jobs.py). The faults were injected,
 * the jobs are small and ran on one host, and the same author wrote the rules. So the score guards against getting
 * worse; it does not say how good the diagnosis is elsewhere.
 */
import assert from "node:assert/strict";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import { sparkServer } from "@drawbridge/spark/server";
import type { Client } from "@modelcontextprotocol/client";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { z } from "zod";
import { verifies } from "../../support/verifies.ts";
import { appOf, cases, corpus } from "./corpus.ts";
import { type Judgement, scoreOf, scoreTable } from "./score.ts";

const Diagnosis = z.object({
  app: z.string(),
  cause: z.string(),
  confidence: z.string(),
  evidence: z.array(z.object({ text: z.string(), source: z.string() })),
  timeline: z.array(z.string()),
  fix: z.string(),
  similar: z.array(z.unknown()),
});

const maxAnswerTokens = 1_500;

describe("diagnoses of real Spark applications", function () {
  this.timeout(60_000);
  const kits: TestKit[] = [];
  after(async () => {
    for (const kit of kits) await kit.close();
  });

  async function connected(settings: NodeJS.ProcessEnv): Promise<Client> {
    const kit = await startForTest(sparkServer, { settings });
    kits.push(kit);
    return kit.connect({ user: "ada", groups: ["ads-eng"] });
  }

  async function diagnosed(ada: Client, app: string) {
    const result = await ada.callTool({ name: "diagnose_app", arguments: { app } });
    assert.notEqual(result.isError, true, JSON.stringify(result.content));
    return {
      ...Diagnosis.parse(result.structuredContent),
      tokens: encode(JSON.stringify(result.structuredContent)).length,
    };
  }

  it(
    verifies(
      "spark.accuracy",
      "Of the corpus, at least 90 % is diagnosed right and at most 2 % is wrong with confidence",
    ),
    async () => {
      const ada = await connected({ SPARK_EVENT_LOG_DIR: corpus.events, SPARK_LOG_DIR: corpus.logs });
      const judged: Judgement[] = [];
      const tokens: number[] = [];
      for (const { name, app, cause } of cases) {
        const diagnosis = await diagnosed(ada, app);
        judged.push({ name, expected: cause, actual: diagnosis.cause, confidence: diagnosis.confidence });
        tokens.push(diagnosis.tokens);
        if (!["none", "unknown"].includes(diagnosis.cause)) {
          assert.ok(diagnosis.evidence.length > 0, `${name} is diagnosed without evidence`);
          assert.ok(
            diagnosis.evidence.every(({ source }) => /event log|driver\.log|executor|task metrics|\.log/.test(source)),
            name,
          );
        }
      }
      console.log(scoreTable("event logs and text logs", judged));
      console.log(
        `        tokens of an answer: median ${tokens.sort((a, b) => a - b)[tokens.length >> 1]}, maximum ${tokens.at(-1)}`,
      );
      const { runs, causes, right, confidentlyWrong } = scoreOf(judged);
      assert.ok(runs >= 40 && causes >= 16, `${runs} runs over ${causes} causes`);
      assert.ok(right / runs >= 0.9, `only ${right} of ${runs} are right`);
      assert.ok(confidentlyWrong / runs <= 0.02, `${confidentlyWrong} of ${runs} are wrong with confidence`);
      assert.ok((tokens.at(-1) ?? 0) <= maxAnswerTokens, `an answer has ${tokens.at(-1)} tokens`);
    },
  );

  it(
    verifies(
      "spark.any-source",
      "With one source alone, diagnose_app reports what that source shows and does not guess",
    ),
    async () => {
      for (const [title, settings] of [
        ["event logs alone", { SPARK_EVENT_LOG_DIR: corpus.events }],
        ["text logs alone", { SPARK_LOG_DIR: corpus.logs }],
      ] as const) {
        const ada = await connected(settings);
        const judged: Judgement[] = [];
        for (const { name, app, cause } of cases) {
          // Some applications left nothing with their id in one of the sources.
          const result = await ada.callTool({ name: "diagnose_app", arguments: { app } });
          const diagnosis = Diagnosis.safeParse(result.structuredContent).data;
          judged.push({
            name,
            expected: cause,
            actual: diagnosis?.cause ?? "unknown",
            confidence: diagnosis?.confidence ?? "low",
          });
        }
        console.log(scoreTable(title, judged));
        const { runs, confidentlyWrong } = scoreOf(judged);
        assert.ok(
          confidentlyWrong / runs <= 0.15,
          `${title}: ${confidentlyWrong} of ${runs} are wrong with confidence`,
        );
      }
    },
  );

  it(
    verifies(
      "spark.codecs",
      "The Spark server reads logs that Spark wrote in zstd, lz4 and snappy, single and rolling",
    ),
    async () => {
      const ada = await connected({ SPARK_EVENT_LOG_DIR: corpus.events });
      for (const name of ["healthy", "healthy_in_lz4", "healthy_in_snappy", "healthy_rolling"]) {
        const result = await ada.callTool({ name: "app_summary", arguments: { app: appOf(name) } });
        const summary = z.object({ about: z.string(), gaps: z.array(z.string()) }).parse(result.structuredContent);
        assert.match(summary.about, /jobs: [1-9]\d* succeeded, 0 failed, 0 unfinished/, name);
        assert.deepEqual(summary.gaps, [], name);
      }
      assert.equal((await diagnosed(ada, appOf("udf_error_rolling"))).cause, "user-code");
    },
  );
});
