/** One thread of the judge, as the server uses it: sends questions, and rejects an answer that takes too long. */
import { Worker } from "node:worker_threads";
import { currentBundle } from "../bundle.ts";
import type { Dialect } from "./dialect.ts";
import type { Question, ThreadData } from "./judge-thread.ts";

export interface JudgeThread {
  /**
   * Answers one question at a time. Rejects if the thread fails (its memory is full) or takes too long; the thread
   * cannot be used after that.
   */
  answer<Verdict>(question: Question): Promise<Verdict>;
  end(): Promise<void>;
}

/** Limit of processor time (ms). Ordinary statements need one or two, the deepest accepted ones a few hundred. */
const maxCpuMs = 1_000;
/** Limit of elapsed time (ms), for a machine that gives the thread almost no processor time. */
const maxElapsedMs = 4_000;
const checkIntervalMs = 100;
/**
 * Three times what the parser, its warm cache and the largest statement need; the young generation is small because its
 * objects are discarded soon.
 */
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 8 };

/** Resolves when the parser's cache is warm. Throws an Error with the command to run if the judge is not built. */
export async function startThread(dialect: Dialect): Promise<JudgeThread> {
  const worker = new Worker(await currentBundle("sql-judge"), {
    name: "sql-judge",
    workerData: { dialect } satisfies ThreadData,
    execArgv: [], // not every option of the process is allowed for a thread
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
  worker.on("error", () => {}); // the pending answer is rejected

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

/** Calls `tooLong` when the limit of processor time or elapsed time is passed. Short answers are never measured. */
function watch(cpuMs: () => Promise<number>, startedAt: number, tooLong: () => void): { stop(): void } {
  let first: number | null = null;
  const timer = setInterval(async () => {
    if (performance.now() - startedAt > maxElapsedMs) return tooLong();
    const used = await cpuMs().catch(() => null); // a thread that is ending cannot be measured
    if (used === null) return;
    first ??= used;
    if (used - first > maxCpuMs - checkIntervalMs) tooLong();
  }, checkIntervalMs);
  return { stop: () => clearInterval(timer) };
}
