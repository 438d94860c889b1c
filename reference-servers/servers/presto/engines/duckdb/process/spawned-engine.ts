/**
 * The server's side of one engine process: starts it, sends questions, and rejects all waiting questions when it ends.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import type { z } from "zod";
import { currentBundle } from "../../../bundle.ts";
import { SqlError } from "../../../errors.ts";
import { type Ending, FromEngine, type Question, type ToEngine } from "./engine-messages.ts";

export interface SpawnedEngine {
  /** True while it accepts questions; false after it ended, or said that it is ending itself. */
  readonly alive: boolean;
  readonly pid: number | undefined;
  /** A new id for a question, for a later `abort`. */
  newId(): number;
  /**
   * Returns the answer, or throws SqlError. If the signal aborts, it throws the signal's reason at once and stops the
   * work.
   */
  ask<Answer>(id: number, question: Question, answer: z.ZodType<Answer>, signal: AbortSignal): Promise<Answer>;
  abort(id: number): void;
  /**
   * Waits up to `withinMs` until every question has its reply, because an aborted one may still be running. Returns
   * false if one has not.
   */
  quiet(withinMs: number): Promise<boolean>;
  /** Resolves when the process is gone. */
  close(): Promise<void>;
}

/** Rows are sent in small batches, so the process needs little JavaScript memory, and little room for young garbage. */
const execArgv = ["--max-old-space-size=192", "--max-semi-space-size=2"];

/**
 * Nothing from the server's environment, because it contains secrets and an engine needs none. Windows starts no
 * program without SystemRoot.
 */
const environment = (): NodeJS.ProcessEnv => ({
  TZ: "UTC",
  ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }),
});

export interface SpawnOptions {
  readonly file: string;
  /** Read a file, read the sample warehouse (created if missing), or change a copy. */
  readonly purpose: "read" | "sample" | "change";
  readonly onProgress: (message: string) => void;
}

/** Resolves when the engine has opened its file. Throws an Error if it cannot. */
export async function spawnEngine({ file, purpose, onProgress }: SpawnOptions): Promise<SpawnedEngine> {
  const child = fork(await currentBundle("engine-process"), [file, purpose], {
    execArgv,
    env: environment(),
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  /** Questions without a reply, including those whose caller stopped waiting. */
  const unanswered = new Set<number>();
  let replied = Promise.withResolvers<void>();
  const markReplied = (id: number | null): void => {
    if (id === null) unanswered.clear();
    else unanswered.delete(id);
    replied.resolve();
    replied = Promise.withResolvers<void>();
  };
  const opened = Promise.withResolvers<void>();
  const exit = Promise.withResolvers<void>();
  let ending: Ending | null = null;
  let ended = false;
  let last = 0;

  child.on("message", (message) => {
    const reply = FromEngine.parse(message);
    switch (reply.kind) {
      case "value":
        markReplied(reply.id);
        waiting.get(reply.id)?.resolve(reply.value);
        break;
      case "error":
        markReplied(reply.id);
        waiting.get(reply.id)?.reject(new SqlError(reply.error.code, reply.error.message, reply.error.next));
        break;
      case "progress":
        onProgress(reply.message);
        break;
      case "ending":
        ending = reply.ending;
        break;
      case "refused":
        opened.reject(new Error(`DuckDB cannot open ${file}: ${reply.why}`));
        break;
      case "opened":
        opened.resolve();
    }
  });
  child.once("error", opened.reject);
  child.once("exit", () => {
    ended = true;
    markReplied(null);
    const error = endedError(ending);
    opened.reject(error);
    for (const { reject } of waiting.values()) reject(error);
    exit.resolve();
  });
  const alive = (): boolean => child.connected && !ended && ending === null;
  const send = (message: ToEngine): void => {
    if (alive()) child.send(message, () => {}); // if the process is ending, its exit rejects all questions
  };
  const abort = (id: number): void => send({ kind: "abort", id });

  const engine: SpawnedEngine = {
    get alive() {
      return alive();
    },
    pid: child.pid,
    newId: () => ++last,
    abort,
    async quiet(withinMs) {
      const timeout = AbortSignal.timeout(withinMs);
      const over = once(timeout, "abort").then(() => false);
      while (unanswered.size > 0) {
        if (!(await Promise.race([replied.promise.then(() => true), over]))) return false;
      }
      return true;
    },
    async ask(id, question, answer, signal) {
      signal.throwIfAborted();
      if (!alive()) throw endedError(ending);
      const reply = Promise.withResolvers<unknown>();
      const stop = (): void => {
        abort(id);
        reply.reject(signal.reason);
      };
      waiting.set(id, reply);
      signal.addEventListener("abort", stop, { once: true });
      try {
        unanswered.add(id);
        send({ kind: "question", id, question });
        return answer.parse(await reply.promise);
      } finally {
        signal.removeEventListener("abort", stop);
        waiting.delete(id);
      }
    },
    async close() {
      child.kill("SIGKILL"); // it only reads, or changes a copy, so nothing is lost
      await exit.promise;
    },
  };

  await opened.promise.catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  return engine;
}

const endingMessages = {
  "out-of-memory": "The statement used more memory than the engine may use, and was stopped.",
  "out-of-space": "The change would exceed the maximum size of the warehouse, and was stopped.",
  stuck: "The statement did not stop in time, so its engine process was killed.",
} as const;

const endedError = (ending: Ending | null): SqlError =>
  new SqlError(
    "engine-failed",
    ending === null ? "The engine process ended unexpectedly." : endingMessages[ending],
    "Request less at a time: use smaller constants, fewer columns or a narrower filter.",
  );
