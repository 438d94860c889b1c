/**
 * Diagnoses of applications that a real Spark ran and whose fault is known (corpus/jobs.py). The faults are injected,
 * small and on one host, and the rules are by the same hand: the score says what must not get worse, not how good it
 * is elsewhere.
 */
import assert from "node:assert/strict";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import { sparkServer } from "@drawbridge/spark/server";
import type { Client } from "@modelcontextprotocol/client";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { z } from "zod";
import { verifies } from "../../support/verifies.ts";
import { appOf, cases, corpus } from "./corpus.ts";
import { type Judged, scoreOf, scoreTable } from "./score.ts";

const Diagnosis = z.object({
  app: z.string(),
  cause: z.string(),
  confidence: z.string(),
  evidence: z.array(z.object({ text: z.string(), source: z.string() })),
  timeline: z.array(z.string()),
  fix: z.string(),
  similar: z.array(z.unknown()),
});

const answerTokens = 1_500;

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

  it(verifies("spark.accuracy", "at least 90 % right and at most 2 % wrong though confident"), async () => {
    const ada = await connected({ SPARK_EVENT_LOG_DIR: corpus.events, SPARK_LOG_DIR: corpus.logs });
    const judged: Judged[] = [];
    const tokens: number[] = [];
    for (const { name, app, cause } of cases) {
      const told = await diagnosed(ada, app);
      judged.push({ name, expected: cause, told: told.cause, confidence: told.confidence });
      tokens.push(told.tokens);
      if (!["none", "unknown"].includes(told.cause)) {
        assert.ok(told.evidence.length > 0, `${name} is diagnosed without evidence`);
        assert.ok(
          told.evidence.every(({ source }) => /event log|driver\.log|executor|task metrics|\.log/.test(source)),
          name,
        );
      }
    }
    console.log(scoreTable("event logs and text logs", judged));
    console.log(
      `        tokens of an answer: median ${tokens.sort((a, b) => a - b)[tokens.length >> 1]}, most ${tokens.at(-1)}`,
    );
    const { runs, causes, right, confidentlyWrong } = scoreOf(judged);
    assert.ok(runs >= 40 && causes >= 16, `${runs} runs over ${causes} causes`);
    assert.ok(right / runs >= 0.9, `only ${right} of ${runs} are right`);
    assert.ok(confidentlyWrong / runs <= 0.02, `${confidentlyWrong} of ${runs} are wrong though confident`);
    assert.ok((tokens.at(-1) ?? 0) <= answerTokens, `an answer has ${tokens.at(-1)} tokens`);
  });

  it(verifies("spark.any-source", "what one source alone tells is told, and never guessed"), async () => {
    for (const [title, settings] of [
      ["event logs alone", { SPARK_EVENT_LOG_DIR: corpus.events }],
      ["text logs alone", { SPARK_LOG_DIR: corpus.logs }],
    ] as const) {
      const ada = await connected(settings);
      const judged: Judged[] = [];
      for (const { name, app, cause } of cases) {
        // Some applications left nothing in one of the sources that names them.
        const result = await ada.callTool({ name: "diagnose_app", arguments: { app } });
        const told = Diagnosis.safeParse(result.structuredContent).data;
        judged.push({ name, expected: cause, told: told?.cause ?? "unknown", confidence: told?.confidence ?? "low" });
      }
      console.log(scoreTable(title, judged));
      const { runs, confidentlyWrong } = scoreOf(judged);
      assert.ok(confidentlyWrong / runs <= 0.15, `${title}: ${confidentlyWrong} of ${runs} are wrong though confident`);
    }
  });

  it(verifies("spark.codecs", "reads what Spark wrote in zstd, lz4 and snappy, single and rolling"), async () => {
    const ada = await connected({ SPARK_EVENT_LOG_DIR: corpus.events });
    for (const name of ["healthy", "healthy_in_lz4", "healthy_in_snappy", "healthy_rolling"]) {
      const result = await ada.callTool({ name: "app_summary", arguments: { app: appOf(name) } });
      const summary = z.object({ about: z.string(), gaps: z.array(z.string()) }).parse(result.structuredContent);
      assert.match(summary.about, /jobs: [1-9]\d* succeeded, 0 failed, 0 unfinished/, name);
      assert.deepEqual(summary.gaps, [], name);
    }
    assert.equal((await diagnosed(ada, appOf("udf_error_rolling"))).cause, "user-code");
  });
});
