/** The thread behind judge.ts: loads the parser, warms it, then answers questions one by one. */
import { parentPort } from "node:worker_threads";
import { describeChange } from "./describe-change.ts";
import { judgeRead } from "./judge-read.ts";
import { loadParser } from "./parser.ts";
import { warmingStatements } from "./warming.ts";

/** A question to this thread, and its answer. */
export interface Question {
  readonly about: "read" | "change";
  readonly text: string;
}

const parse = await loadParser();
for (const statement of warmingStatements) judgeRead(statement, parse);

parentPort?.on("message", ({ about, text }: Question) => {
  parentPort?.postMessage(about === "read" ? judgeRead(text, parse) : describeChange(text, parse));
});
parentPort?.postMessage("ready");
