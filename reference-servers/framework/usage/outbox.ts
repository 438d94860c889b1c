/**
 * Calls on their way to the registry's usage. Each is in a file before it is sent and leaves it once the registry has
 * it, so that neither a registry that is down nor a server that is killed loses one; the registry counts a call once
 * however often it is told. A call waits for none of this.
 */
import { appendFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { CallUsage } from "@drawbridge/contracts/usage";
import type { Logger } from "pino";

export interface Outbox {
  add(call: CallUsage): void;
  /** Writes down what is not sent yet; sends what it can within a moment. */
  close(): Promise<void>;
}

export interface OutboxSettings {
  /** Where calls wait; null keeps them in memory alone. */
  readonly file: string | null;
  /** Tells the registry; throws where it did not take them. */
  send(calls: readonly CallUsage[]): Promise<void>;
  readonly everyMs: number;
  readonly log: Logger;
}

/** Calls told at once, and kept at most: beyond that the oldest are given up, and the log says how many. */
const mostAtOnce = 1_000;
const mostKept = 100_000;

export async function openOutbox({ file, send, everyMs, log }: OutboxSettings): Promise<Outbox> {
  let waiting: CallUsage[] = file === null ? [] : await readWaiting(file);
  let written = waiting.length;
  let turn: Promise<void> = Promise.resolve();
  let failing = false;

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    turn = turn.then(work).catch((error: unknown) => {
      if (!failing) log.warn({ reason: reasonOf(error), waiting: waiting.length }, "usage waits to be told");
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

  const tell = async (): Promise<void> => {
    await write();
    while (waiting.length > 0) {
      const calls = waiting.slice(0, mostAtOnce);
      await send(calls);
      waiting = waiting.slice(calls.length);
      written = Math.max(0, written - calls.length);
      failing = false;
    }
    if (file !== null) await rm(file, { force: true });
  };

  const timer = setInterval(() => void inTurn(tell), everyMs);
  timer.unref();
  if (file !== null) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  if (waiting.length > 0) void inTurn(tell);

  return {
    add(call) {
      waiting.push(call);
      if (waiting.length > mostKept) {
        const lost = waiting.length - mostKept;
        waiting = waiting.slice(lost);
        written = Math.max(0, written - lost);
        log.error({ lost }, "usage is lost: the registry has not taken any for too long");
      }
      if (waiting.length - written === 1) void inTurn(write);
    },
    async close() {
      clearInterval(timer);
      await inTurn(tell);
      if (file !== null && waiting.length > 0) await inTurn(() => rewrite(file, waiting));
    },
  };
}

/** A line that its writer could not finish is left out: that call was never answered as recorded. */
async function readWaiting(file: string): Promise<CallUsage[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => {
    try {
      const parsed = CallUsage.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}

async function rewrite(file: string, calls: readonly CallUsage[]): Promise<void> {
  await writeFile(`${file}.new`, calls.map((call) => `${JSON.stringify(call)}\n`).join(""), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
