/** One thread of the judge, from outside: asks it, and says when its answer takes too long. */
import { Worker } from "node:worker_threads";
import { currentBundle } from "../bundle.ts";
import type { Question } from "./judge-thread.ts";

export interface JudgeThread {
  /** One question at a time. Rejects when the thread fails (its memory is full) or takes too long; it is of no use then. */
  answer<Verdict>(question: Question): Promise<Verdict>;
  end(): Promise<void>;
}

/** Milliseconds of the processor. Ordinary statements take one or two, the deepest that are taken a few hundred. */
const maxCpuMs = 1_000;
/** Milliseconds by the clock, on a machine that gives the thread next to no processor. */
const maxMs = 4_000;
const checkEveryMs = 100;
/** The parser, its warm cache and the largest statement fit three times; little for what is thrown away at once. */
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 8 };

/** Resolves when the parser is warm. Throws with the command to run where the judge is not built. */
export async function startThread(): Promise<JudgeThread> {
  const worker = new Worker(await currentBundle("sql-judge"), {
    name: "sql-judge",
    execArgv: [], // not every option of the process suits a thread
    resourceLimits,
  });
  await new Promise<void>((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", () => {
      worker.removeListener("error", reject);
      resolve();
    });
  });
  worker.unref();
  worker.on("error", () => {}); // told to who asks

  const cpuMs = async (): Promise<number> => {
    const { user, system } = await worker.cpuUsage();
    return (user + system) / 1000;
  };

  return {
    async answer<Verdict>(question: Question): Promise<Verdict> {
      const verdict = Promise.withResolvers<Verdict>();
      const failed = (): void => verdict.reject(new Error("the judge's thread gave no verdict"));
      const startedAt = performance.now();
      worker.ref();
      worker.on("message", verdict.resolve).on("error", failed);
      const check = watch(cpuMs, startedAt, failed);
      try {
        worker.postMessage(question);
        return await verdict.promise;
      } finally {
        check.stop();
        worker.removeListener("message", verdict.resolve).removeListener("error", failed);
        worker.unref();
      }
    },
    async end() {
      await worker.terminate();
    },
  };
}

/** Calls `tooLong` once the processor's or the clock's limit is passed; a short answer is never measured. */
function watch(cpuMs: () => Promise<number>, startedAt: number, tooLong: () => void): { stop(): void } {
  let first: number | null = null;
  const timer = setInterval(async () => {
    if (performance.now() - startedAt > maxMs) return tooLong();
    const used = await cpuMs().catch(() => null); // a thread that is ending says nothing
    if (used === null) return;
    first ??= used;
    if (used - first > maxCpuMs - checkEveryMs) tooLong();
  }, checkEveryMs);
  return { stop: () => clearInterval(timer) };
}
