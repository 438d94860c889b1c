/** Starts the Spark server on its own folder of event logs, with a client of the official SDK. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startForTest } from "@drawbridge/framework/testing";
import { sparkServer } from "@drawbridge/spark/server";
import type { Client } from "@modelcontextprotocol/client";
import { z } from "zod";

export const ada = { user: "ada", groups: ["ads-eng"] };

export const Diagnosis = z.object({
  app: z.string(),
  cause: z.string(),
  confidence: z.string(),
  evidence: z.array(z.object({ text: z.string(), source: z.string() })),
  similar: z.array(z.looseObject({ id: z.string(), same: z.boolean(), title: z.string() })),
  gaps: z.array(z.string()),
});
export type Diagnosis = z.infer<typeof Diagnosis>;

export interface RunningSpark {
  /** The folder of its event logs; empty at first. */
  readonly folder: string;
  readonly client: Client;
  close(): Promise<void>;
}

export async function startSpark(settings: NodeJS.ProcessEnv = {}): Promise<RunningSpark> {
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-spark-"));
  const kit = await startForTest(sparkServer, { settings: { SPARK_EVENT_LOG_DIR: folder, ...settings } });
  return {
    folder,
    client: await kit.connect(ada),
    async close() {
      await kit.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Gets a diagnosis; the call must succeed. */
export async function diagnosed(client: Client, reference: string): Promise<Diagnosis> {
  return Diagnosis.parse(await answer(client, "diagnose_app", { app: reference }));
}

/** The result of a call that must succeed. */
export async function answer(client: Client, name: string, args: Record<string, unknown>): Promise<unknown> {
  const result = await client.callTool({ name, arguments: args });
  assert.notEqual(result.isError, true, JSON.stringify(result.content));
  return result.structuredContent;
}

/** The text of a call that must fail. */
export async function failure(client: Client, name: string, args: Record<string, unknown>): Promise<string> {
  const result = await client.callTool({ name, arguments: args });
  const text = JSON.stringify(result.content);
  assert.equal(result.isError, true, text);
  return text;
}

const line = (event: Readonly<Record<string, unknown>>): string => `${JSON.stringify(event)}\n`;

/** The event log of an application with one job, which fails because of a value that cannot be cast. */
export function failedLog(app: string) {
  const beginning = [
    line({ Event: "SparkListenerLogStart", "Spark Version": "3.5.1" }),
    line({
      ...{ Event: "SparkListenerApplicationStart", "App Name": "nightly", "App ID": app },
      ...{ Timestamp: 1_000, User: "etl" },
    }),
    line({ Event: "SparkListenerJobStart", "Job ID": 0, "Submission Time": 2_000, "Stage IDs": [0] }),
  ].join("");
  const message = "[CAST_INVALID_INPUT] The value 'n/a' cannot be cast";
  const failing = line({
    ...{ Event: "SparkListenerJobEnd", "Job ID": 0, "Completion Time": 3_000 },
    "Job Result": { Result: "JobFailed", Exception: { Message: message } },
  });
  const ending = line({ Event: "SparkListenerApplicationEnd", Timestamp: 4_000 });
  return { beginning, failing, ending, whole: beginning + failing + ending };
}

/** Writes a complete log of an application that failed with `bad-cast`. */
export const writeFailed = (folder: string, app: string): Promise<void> =>
  writeFile(join(folder, app), failedLog(app).whole);
