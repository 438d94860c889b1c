/**
 * Calls on their way to the registry's usage. Each call is in a file before it is sent, and leaves the file once the
 * registry has it. So neither a registry that is down nor a server that is killed loses a call. The registry counts a
 * call once, however often it is reported. A call does not wait for its report, and no report waits behind one that the
 * registry refuses.
 */
import { appendFile, mkdir, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { writeAtomically } from "@drawbridge/contracts/atomic-file";
import { CallUsage } from "@drawbridge/contracts/usage";
import type { Logger } from "pino";
import type { SetAside } from "./dead-letters.ts";
import { UsageRefused } from "./report.ts";

export interface Outbox {
  add(call: CallUsage): void;
  /** Writes down what is not sent yet, and sends what it can within a moment. */
  close(): Promise<void>;
}

export interface OutboxSettings {
  /** The file where calls wait; null keeps them in memory only. */
  readonly file: string | null;
  /**
   * Reports calls to the registry. Throws UsageRefused where the registry will never accept them together, and another
   * error where it did not accept them now.
   */
  send(calls: readonly CallUsage[]): Promise<void>;
  readonly setAside: SetAside;
  readonly everyMs: number;
  readonly log: Logger;
}

/**
 * The number of calls in one report, and the number that may wait. Beyond it the oldest are dropped, and the log says how
 * many.
 */
const maxBatch = 1_000;
const maxWaiting = 100_000;

export async function openOutbox({ file, send, setAside, everyMs, log }: OutboxSettings): Promise<Outbox> {
  const stored = file === null ? { calls: [], unusable: [] } : await readWaiting(file);
  let waiting: CallUsage[] = stored.calls;
  let written = waiting.length;
  let turn: Promise<void> = Promise.resolve();
  let failing = false;

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    turn = turn.then(work).catch((error: unknown) => {
      if (!failing)
        log.warn(
          { reason: reasonOf(error), waiting: waiting.length },
          "usage could not be reported: the calls wait for the next attempt",
        );
      failing = true;
    });
    return turn;
  };

  const write = async (): Promise<void> => {
    if (file === null || written >= waiting.length) return;
    const lines = waiting.slice(written).map((call) => `${JSON.stringify(call)}\n`);
    written = waiting.length;
    await appendFile(file, lines.join(""), { mode: 0o600 });
  };

  const leave = (calls: number): void => {
    waiting = waiting.slice(calls);
    written = Math.max(0, written - calls);
  };

  const report = async (): Promise<void> => {
    await write();
    // The number is halved at each refusal until only the refused call is left, and doubled again after each success.
    let batch = maxBatch;
    while (waiting.length > 0) {
      const calls = waiting.slice(0, batch);
      const refused = await send(calls).then(() => false, throwUnlessRefused);
      failing = false;
      if (refused && calls.length > 1) {
        batch = Math.ceil(calls.length / 2);
        continue;
      }
      if (refused) await setAside.add(calls);
      leave(calls.length);
      batch = Math.min(maxBatch, batch * 2);
    }
    if (file !== null) await rm(file, { force: true });
  };

  const timer = setInterval(() => void inTurn(report), everyMs);
  timer.unref();
  if (file !== null) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await setAside.add(stored.unusable);
  if (stored.unusable.length > 0 && file !== null) await rewrite(file, waiting);
  if (waiting.length > 0) void inTurn(report);

  return {
    add(call) {
      const usable = CallUsage.safeParse(call);
      if (!usable.success) return void inTurn(() => setAside.add([call]));
      waiting.push(usable.data);
      if (waiting.length > maxWaiting) {
        const excess = waiting.length - maxWaiting;
        leave(excess);
        log.error({ lost: excess }, "usage is lost: the registry has not taken any for too long");
      }
      if (waiting.length - written === 1) void inTurn(write);
    },
    async close() {
      clearInterval(timer);
      await inTurn(report);
      if (file !== null && waiting.length > 0) await inTurn(() => rewrite(file, waiting));
    },
  };
}

function throwUnlessRefused(error: unknown): true {
  if (error instanceof UsageRefused) return true;
  throw error;
}

/**
 * The calls that wait in the file. A line that its writer could not finish is left out: that call was never answered as
 * recorded. A complete line that is not a call which the registry could store is `unusable`.
 */
async function readWaiting(file: string): Promise<{ calls: CallUsage[]; unusable: unknown[] }> {
  const text = await readFile(file, "utf8").catch(() => "");
  const calls: CallUsage[] = [];
  const unusable: unknown[] = [];
  for (const line of text.split("\n")) {
    const row = parsed(line);
    if (row === undefined) continue;
    const call = CallUsage.safeParse(row);
    if (call.success) calls.push(call.data);
    else unusable.push(row);
  }
  return { calls, unusable };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const rewrite = (file: string, calls: readonly CallUsage[]): Promise<void> =>
  writeAtomically(file, calls.map((call) => `${JSON.stringify(call)}\n`).join(""));

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
