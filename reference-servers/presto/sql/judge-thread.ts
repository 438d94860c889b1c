/** The thread behind judge.ts: warms the parser, then answers questions one by one. Runs bundled (see bundle.ts). */
import { parentPort } from "node:worker_threads";
import { describeChange } from "./describe-change.ts";
import { parseTrino } from "./grammar.ts";
import { judgeRead } from "./judge-read.ts";
import { warmingStatements } from "./warming.ts";

export interface Question {
  readonly about: "read" | "change";
  readonly text: string;
}

for (const statement of warmingStatements) judgeRead(statement, parseTrino);

parentPort?.on("message", ({ about, text }: Question) => {
  parentPort?.postMessage(about === "read" ? judgeRead(text, parseTrino) : describeChange(text, parseTrino));
});
parentPort?.postMessage("ready");
