/** The server's end of one engine process: starts it, asks it, and tells everybody who waits when it is gone. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import { SqlError } from "../../errors.ts";
import { type Ending, FromEngine, type Question, type ToEngine } from "./wire.ts";

export interface SpawnedEngine {
  readonly alive: boolean;
  readonly pid: number | undefined;
  /** The id for a question; a later `abort` may name it. */
  newId(): number;
  /** Answers, or throws SqlError; throws the signal's reason at once where it aborts, and stops the work. */
  ask<Answer>(id: number, question: Question, answer: z.ZodType<Answer>, signal: AbortSignal): Promise<Answer>;
  abort(id: number): void;
  /** Lets what is under way end, and takes nothing new. */
  retire(): void;
  /** Resolves when the process is gone. */
  close(): Promise<void>;
}

const program = fileURLToPath(new URL("./engine-process.ts", import.meta.url));

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
  const child = fork(program, [file, purpose], {
    execArgv,
    env: environment(),
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const opened = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  let ending: Ending | null = null;
  let ended = false;
  let last = 0;

  child.on("message", (message) => {
    const said = FromEngine.parse(message);
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
    const error = goneError(ending);
    opened.reject(error);
    for (const { reject } of waiting.values()) reject(error);
    gone.resolve();
  });
  const alive = (): boolean => child.connected && !ended;
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
    retire: () => tell({ retire: true }),
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
  "out-of-memory": "The engine ran out of memory on a statement, not necessarily yours, and was restarted.",
  "out-of-space": "The change would make the warehouse larger than it may be, and was ended.",
  stuck: "A statement, not necessarily yours, could not be stopped, and the engine was restarted.",
} as const;

const goneError = (ending: Ending | null): SqlError =>
  new SqlError(
    "engine-failed",
    ending === null || ending === "retired" ? "The engine ended and was restarted." : whatHappened[ending],
    "Call again; where it was your statement, ask for less at a time.",
  );
