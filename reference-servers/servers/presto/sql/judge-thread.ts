/**
 * The thread that judge.ts starts: warms the parser's cache, then answers questions one by one. It runs as a bundle
 * (bundle.ts).
 */
import { parentPort, workerData } from "node:worker_threads";
import { describeChange } from "./describe-change.ts";
import type { Dialect } from "./dialect.ts";
import { parserFor } from "./grammar.ts";
import { judgeRead } from "./judge-read.ts";
import { warmUpStatements } from "./warm-up-statements.ts";

export interface Question {
  readonly about: "read" | "change";
  readonly text: string;
}

/** What judge-worker.ts gives the thread when it starts it. */
export interface ThreadData {
  readonly dialect: Dialect;
}

const { dialect }: ThreadData = workerData;
const parser = parserFor(dialect);
for (const statement of warmUpStatements) judgeRead(statement, parser);

parentPort?.on("message", ({ about, text }: Question) => {
  parentPort?.postMessage(about === "read" ? judgeRead(text, parser) : describeChange(text, parser));
});
parentPort?.postMessage("ready");
