/**
 * The first judge, in a thread of its own. A few hundred characters can keep the parser busy for minutes and fill
 * gigabytes; in a thread that costs the statement, not the server. One question at a time, each within its time.
 */
import { Worker } from "node:worker_threads";
import { currentBundle } from "./bundle.ts";
import type { Question } from "./judge-thread.ts";
import { tooComplex } from "./refused.ts";
import type { ChangeVerdict, ReadVerdict } from "./verdict.ts";

export interface Judge {
  /** Is this text one statement that only reads? */
  read(text: string): Promise<ReadVerdict>;
  /** What would this text change? */
  change(text: string): Promise<ChangeVerdict>;
  /** Ends the thread. Questions that are still open are answered first. */
  close(): Promise<void>;
}

/** Milliseconds; ordinary statements take one or two, on a busy machine a cold one several hundred. */
const patience = 4_000;
/** The parser, its warm cache and the largest statement fit three times; little for what is thrown away at once. */
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 8 };

/** Resolves when the first statements are parsed. Throws with the command to run where the judge is not built. */
export async function startJudge(): Promise<Judge> {
  let thread = startThread();
  let last: Promise<unknown> = thread;
  await thread;

  async function ask<Answer>(question: Question): Promise<Answer | ReturnType<typeof tooComplex>> {
    const worker = await thread;
    worker.ref();
    try {
      return await answer<Answer>(worker, question);
    } catch {
      await worker.terminate();
      thread = startThread();
      thread.catch(() => undefined); // the next question meets the failure
      return tooComplex();
    } finally {
      worker.unref();
    }
  }

  function inTurn<Answer>(question: Question): Promise<Answer | ReturnType<typeof tooComplex>> {
    const turn = last.then(() => ask<Answer>(question));
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    read: (text) => inTurn<ReadVerdict>({ about: "read", text }),
    change: (text) => inTurn<ChangeVerdict>({ about: "change", text }),
    close: async () => {
      await last;
      await (await thread).terminate();
    },
  };
}

async function startThread(): Promise<Worker> {
  const worker = new Worker(await currentBundle(), {
    name: "sql-judge",
    execArgv: [], // not every option of the process suits a thread
    resourceLimits,
  });
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", () => {
      worker.removeListener("error", reject);
      worker.unref();
      resolve(worker);
    });
  });
}

/** Rejects when the thread fails (its memory is full) or takes too long; it is of no use after that. */
function answer<Answer>(worker: Worker, question: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer);
      worker.removeListener("message", answered).removeListener("error", failed);
    };
    const answered = (verdict: Answer): void => {
      done();
      resolve(verdict);
    };
    const failed = (reason?: unknown): void => {
      done();
      reject(reason);
    };
    const timer = setTimeout(failed, patience);
    worker.on("message", answered).on("error", failed);
    worker.postMessage(question);
  });
}
