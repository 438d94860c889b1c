/**
 * The pool of engine processes; each process serves one statement at a time. If a statement fills its process's memory,
 * or computes for hours in a call that cannot be interrupted, that ends only this statement. One process is always
 * ready. Others start when they are needed, and end after a while without work.
 */
import { z } from "zod";
import type { SpawnedEngine } from "./spawned-engine.ts";

export interface EngineProcesses {
  /**
   * Gives `work` a process of its own. A process that is still busy afterwards is killed, so when this settles, the
   * work has stopped. The caller limits how many run at the same time.
   */
  use<Result>(work: (engine: SpawnedEngine) => Promise<Result>): Promise<Result>;
  /** The same in two steps. `release` ends the use and may be called more than once. */
  take(): Promise<{ readonly engine: SpawnedEngine; release(): Promise<void> }>;
  /** Throws if no process answers. */
  ready(signal: AbortSignal): Promise<void>;
  /** Call this after the file was replaced. Running work continues with the old file; later work uses the new one. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** Time (ms) after which a process without work ends; one process always stays. */
const idleMs = 10_000;
/**
 * If a statement uses the last free process for longer than this (ms), a spare one is started for the next statement.
 */
const startSpareAfterMs = 100;
/** Time (ms) that a stopped statement may take to release its process. */
const graceMs = 500;

/** Resolves when the first process is ready. Throws an Error if it cannot start. */
export async function startProcesses(spawn: () => Promise<SpawnedEngine>): Promise<EngineProcesses> {
  /** Idle processes of the current file; the last used one is at the end. */
  const free: SpawnedEngine[] = [];
  const used = new Set<SpawnedEngine>();
  const starting = new Set<Promise<void>>();
  /** Processes of the current file; a process of an earlier file is not used again. */
  let current = new WeakSet<SpawnedEngine>();
  let closed = false;

  const start = async (): Promise<SpawnedEngine> => {
    const of = current;
    const engine = await spawn();
    if (closed) {
      await engine.close();
      throw new Error("The engine is closed.");
    }
    of.add(engine);
    return engine;
  };

  const putBack = async (engine: SpawnedEngine): Promise<void> => {
    if (closed || !engine.alive || !current.has(engine)) return engine.close();
    free.push(engine);
    if (free.length > 1) setTimeout(() => void endIfSurplus(engine), idleMs).unref();
  };

  const endIfSurplus = async (engine: SpawnedEngine): Promise<void> => {
    const at = free.indexOf(engine);
    if (free.length < 2 || at < 0) return;
    free.splice(at, 1);
    await engine.close();
  };

  /** Starts a spare process if there is none. If that fails, the next statement starts one and gets the error. */
  const startSpare = (): void => {
    if (closed || free.length + starting.size > 0) return;
    const spare = start()
      .then(putBack)
      .catch(() => undefined)
      .finally(() => starting.delete(spare));
    starting.add(spare);
  };

  const idle = async (): Promise<SpawnedEngine> => {
    for (let engine = free.pop(); engine !== undefined; engine = free.pop()) {
      if (engine.alive) return engine;
    }
    if (starting.size > 0) await Promise.race(starting);
    return free.pop() ?? start();
  };

  const take: EngineProcesses["take"] = async () => {
    const engine = await idle();
    used.add(engine);
    const long = setTimeout(startSpare, startSpareAfterMs).unref();
    const end = async (): Promise<void> => {
      clearTimeout(long);
      try {
        const quiet = await engine.quiet(graceMs);
        if (!quiet) await engine.close();
        await putBack(engine);
      } finally {
        used.delete(engine);
        startSpare();
      }
    };
    let ending: Promise<void> | null = null;
    return { engine, release: () => (ending ??= end()) };
  };

  free.push(await start());
  return {
    take,
    async use(work) {
      const { engine, release } = await take();
      try {
        return await work(engine);
      } finally {
        await release();
      }
    },
    async ready(signal) {
      const process = [...free, ...used].find(({ alive }) => alive);
      const { engine, release } = process === undefined ? await take() : { engine: process, release: async () => {} };
      try {
        await engine.ask(engine.newId(), { op: "ready" }, z.null(), signal);
      } finally {
        await release();
      }
    },
    async reopen() {
      current = new WeakSet();
      const old = free.splice(0);
      const next = await start().catch((error: unknown) => {
        if (closed) return null;
        throw error;
      });
      if (next !== null) await putBack(next); // this ends it if the file changed again in the meantime
      await Promise.all(old.map((engine) => engine.close()));
    },
    async close() {
      closed = true;
      await Promise.all(starting);
      await Promise.all([...free.splice(0), ...used].map((engine) => engine.close()));
    },
  };
}
