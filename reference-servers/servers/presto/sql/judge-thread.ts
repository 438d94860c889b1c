/**
 * The thread that judge.ts starts: warms the parser's cache, then answers questions one by one. It runs as a bundle
 * (bundle.ts).
 */
import { parentPort } from "node:worker_threads";
import { describeChange } from "./describe-change.ts";
import { parseTrino } from "./grammar.ts";
import { judgeRead } from "./judge-read.ts";
import { warmUpStatements } from "./warm-up-statements.ts";

export interface Question {
  readonly about: "read" | "change";
  readonly text: string;
}

for (const statement of warmUpStatements) judgeRead(statement, parseTrino);

parentPort?.on("message", ({ about, text }: Question) => {
  parentPort?.postMessage(about === "read" ? judgeRead(text, parseTrino) : describeChange(text, parseTrino));
});
parentPort?.postMessage("ready");
