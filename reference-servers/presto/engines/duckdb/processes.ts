/**
 * The engine's processes, each of which serves one statement at a time. What a statement does to its process, filling
 * its memory, computing for hours in a call that nothing interrupts, ends that statement and no other. One process is
 * always ready; others start when they are needed, and end when they have had nothing to do for a while.
 */
import { z } from "zod";
import type { SpawnedEngine } from "./spawned-engine.ts";

export interface EngineProcesses {
  /**
   * Gives `work` a process for itself. The process is ended afterwards where it is still busy: so when this settles,
   * nothing of the work goes on. How many there are at once is the caller's to bound.
   */
  use<Result>(work: (engine: SpawnedEngine) => Promise<Result>): Promise<Result>;
  /** The same in two steps: `release` ends the use, and is safe to repeat. */
  take(): Promise<{ readonly engine: SpawnedEngine; release(): Promise<void> }>;
  /** Throws where none answers. */
  ready(signal: AbortSignal): Promise<void>;
  /** Work under way goes on with the file that it has; whatever comes later has what is there now. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** A process stays for as long (ms) without work; one stays always. */
const idleMs = 10_000;
/** A statement that holds the last process for longer (ms) has another one started for who comes next. */
const longMs = 100;
/** How long (ms) a statement that was stopped may take to let go of its process. */
const graceMs = 500;

/** Resolves when the first process is ready; throws where it cannot start. */
export async function startProcesses(spawn: () => Promise<SpawnedEngine>): Promise<EngineProcesses> {
  /** Idle processes of the present file, the one that was used last at the end. */
  const free: SpawnedEngine[] = [];
  const used = new Set<SpawnedEngine>();
  const starting = new Set<Promise<void>>();
  /** Processes of the present file: one of an earlier file is not used again. */
  let present = new WeakSet<SpawnedEngine>();
  let closed = false;

  const start = async (): Promise<SpawnedEngine> => {
    const of = present;
    const engine = await spawn();
    if (closed) {
      await engine.close();
      throw new Error("The engine is closed.");
    }
    of.add(engine);
    return engine;
  };

  const toFree = async (engine: SpawnedEngine): Promise<void> => {
    if (closed || !engine.alive || !present.has(engine)) return engine.close();
    free.push(engine);
    if (free.length > 1) setTimeout(() => void endSurplus(engine), idleMs).unref();
  };

  const endSurplus = async (engine: SpawnedEngine): Promise<void> => {
    const at = free.indexOf(engine);
    if (free.length < 2 || at < 0) return;
    free.splice(at, 1);
    await engine.close();
  };

  /** One in reserve, where there is none and may be one. Where that fails, whoever needs one next is told. */
  const reserve = (): void => {
    if (closed || free.length + starting.size > 0) return;
    const spare = start()
      .then(toFree)
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
    const long = setTimeout(reserve, longMs).unref();
    const end = async (): Promise<void> => {
      clearTimeout(long);
      try {
        const quiet = await engine.quiet(graceMs);
        if (!quiet) await engine.close();
        await toFree(engine);
      } finally {
        used.delete(engine);
        reserve();
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
      const known = [...free, ...used].find(({ alive }) => alive);
      const { engine, release } = known === undefined ? await take() : { engine: known, release: async () => {} };
      try {
        await engine.ask(engine.newId(), { op: "ready" }, z.null(), signal);
      } finally {
        await release();
      }
    },
    async reopen() {
      present = new WeakSet();
      const old = free.splice(0);
      const next = await start().catch((error: unknown) => {
        if (closed) return null;
        throw error;
      });
      if (next !== null) await toFree(next); // which ends it where the file changed again meanwhile
      await Promise.all(old.map((engine) => engine.close()));
    },
    async close() {
      closed = true;
      await Promise.all(starting);
      await Promise.all([...free.splice(0), ...used].map((engine) => engine.close()));
    },
  };
}
