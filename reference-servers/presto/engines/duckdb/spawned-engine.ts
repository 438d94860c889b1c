/** The server's end of one engine process: starts it, asks it, and tells everybody who waits when it is gone. */
import { fork } from "node:child_process";
import { once } from "node:events";
import type { z } from "zod";
import { currentBundle } from "../../bundle.ts";
import { SqlError } from "../../errors.ts";
import { type Ending, FromEngine, type Question, type ToEngine } from "./wire.ts";

export interface SpawnedEngine {
  /** Whether it takes questions: not once it is gone, or has said that it ends itself. */
  readonly alive: boolean;
  readonly pid: number | undefined;
  /** The id for a question; a later `abort` may name it. */
  newId(): number;
  /** Answers, or throws SqlError; throws the signal's reason at once where it aborts, and stops the work. */
  ask<Answer>(id: number, question: Question, answer: z.ZodType<Answer>, signal: AbortSignal): Promise<Answer>;
  abort(id: number): void;
  /** Whether every question has its reply, at the latest after `withinMs`: an aborted one may still be under way. */
  quiet(withinMs: number): Promise<boolean>;
  /** Resolves when the process is gone. */
  close(): Promise<void>;
}

/** Rows are handed over in small batches, so the process needs little memory of JavaScript's own. */
const execArgv = ["--max-old-space-size=192"];

/** Nothing of the server's environment: it holds secrets, and an engine needs none. Windows starts nothing without the last. */
const environment = (): NodeJS.ProcessEnv => ({
  TZ: "UTC",
  ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }),
});

export interface SpawnOptions {
  readonly file: string;
  /** To read a file, to read the sample warehouse (made where it is not there), or to change a copy. */
  readonly purpose: "read" | "sample" | "change";
  readonly onProgress: (message: string) => void;
}

/** Resolves when the engine has opened its file; throws where it cannot. */
export async function spawnEngine({ file, purpose, onProgress }: SpawnOptions): Promise<SpawnedEngine> {
  const child = fork(await currentBundle("engine-process"), [file, purpose], {
    execArgv,
    env: environment(),
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  /** Questions without a reply, also those whose asker has stopped waiting. */
  const unanswered = new Set<number>();
  let replied = Promise.withResolvers<void>();
  const answered = (id: number | null): void => {
    if (id === null) unanswered.clear();
    else unanswered.delete(id);
    replied.resolve();
    replied = Promise.withResolvers<void>();
  };
  const opened = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  let ending: Ending | null = null;
  let ended = false;
  let last = 0;

  child.on("message", (message) => {
    const said = FromEngine.parse(message);
    if ("id" in said) answered(said.id);
    if ("error" in said)
      waiting.get(said.id)?.reject(new SqlError(said.error.code, said.error.message, said.error.next));
    else if ("value" in said) waiting.get(said.id)?.resolve(said.value);
    else if ("progress" in said) onProgress(said.progress);
    else if ("ending" in said) ending = said.ending;
    else if ("refused" in said) opened.reject(new Error(`DuckDB cannot open ${file}: ${said.refused}`));
    else opened.resolve();
  });
  child.once("error", opened.reject);
  child.once("exit", () => {
    ended = true;
    answered(null);
    const error = goneError(ending);
    opened.reject(error);
    for (const { reject } of waiting.values()) reject(error);
    gone.resolve();
  });
  const alive = (): boolean => child.connected && !ended && ending === null;
  const tell = (message: ToEngine): void => {
    if (alive()) child.send(message, () => {}); // a process that is just ending: its exit tells everybody
  };
  const abort = (id: number): void => tell({ abort: id });

  const engine: SpawnedEngine = {
    get alive() {
      return alive();
    },
    pid: child.pid,
    newId: () => ++last,
    abort,
    async quiet(withinMs) {
      const late = AbortSignal.timeout(withinMs);
      const over = once(late, "abort").then(() => false);
      while (unanswered.size > 0) {
        if (!(await Promise.race([replied.promise.then(() => true), over]))) return false;
      }
      return true;
    },
    async ask(id, question, answer, signal) {
      signal.throwIfAborted();
      if (!alive()) throw goneError(ending);
      const reply = Promise.withResolvers<unknown>();
      const stop = (): void => {
        abort(id);
        reply.reject(signal.reason);
      };
      waiting.set(id, reply);
      signal.addEventListener("abort", stop, { once: true });
      try {
        unanswered.add(id);
        tell({ id, question });
        return answer.parse(await reply.promise);
      } finally {
        signal.removeEventListener("abort", stop);
        waiting.delete(id);
      }
    },
    async close() {
      child.kill("SIGKILL"); // it only reads, or changes a copy: nothing is lost
      await gone.promise;
    },
  };

  await opened.promise.catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  return engine;
}

const whatHappened = {
  "out-of-memory": "The statement took more memory than the engine may use, and was ended.",
  "out-of-space": "The change would make the warehouse larger than it may be, and was ended.",
  stuck: "The statement could not be stopped, and its engine was ended.",
} as const;

const goneError = (ending: Ending | null): SqlError =>
  new SqlError(
    "engine-failed",
    ending === null ? "The engine ended." : whatHappened[ending],
    "Ask for less at a time: smaller constants, fewer columns, a narrower filter.",
  );
