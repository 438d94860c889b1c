/**
 * The engine process: DuckDB, apart from everything else of the server. A statement can take memory that DuckDB does
 * not count, run a function that nothing interrupts, or crash the library; here that costs the statement, not the
 * server, and what can be read from this process is the warehouse alone: it has no secrets and no environment.
 *
 * Program arguments: the file, and "sample" where the sample warehouse is made if it is not there, or "change" where the
 * file is a copy of the warehouse that one change is planned or made on.
 */
import { statSync } from "node:fs";
import { cancelled, SqlError } from "../../errors.ts";
import { ensureWarehouse } from "../../warehouse/ensure.ts";
import type { Row } from "../engine.ts";
import { type LocalChange, openLocalChange } from "./local-change.ts";
import { type LocalEngine, openLocalEngine } from "./local-engine.ts";
import { type PriceWatch, watchPrice } from "./price-watch.ts";
import { inSmallBatches } from "./small-batches.ts";
import type { Ending, FromEngine, Question, ToEngine } from "./wire.ts";

/** DuckDB's own limit, Node, the library, and room for results under way. */
const mostResidentBytes = 600 * 2 ** 20;
const memoryCheckMs = 50;
/** What a change may let the warehouse grow to. */
const mostFileBytes = 2 * 2 ** 30;
/** How long a question may go on once it is told to stop. */
const graceMs = 5_000;

const send = (message: FromEngine): void => void process.send?.(message);

/**
 * At once: an ordinary exit would wait for the library's threads. The server learns of the end before `lastReplies`, so that
 * it gives this process no other statement once a reply says that the last one is over.
 */
function end(ending: Ending, lastReplies: readonly FromEngine[] = []): void {
  const messages: readonly FromEngine[] = [{ ending }, ...lastReplies];
  for (const message of messages.slice(0, -1)) send(message);
  process.send?.(messages.at(-1), () => process.kill(process.pid, "SIGKILL"));
}

function answerQuestions(opened: LocalEngine | LocalChange): void {
  /** By the question that started it: what stops it, and the rows of an execution. */
  const stops = new Map<number, AbortController>();
  const readers = new Map<number, AsyncIterator<readonly Row[]>>();
  const watches = new Map<number, PriceWatch>();
  /** Questions in the engine just now → the question whose stop ends them. */
  const underWay = new Map<number, number>();

  const forget = (id: number): void => {
    stops.delete(id);
    readers.delete(id);
    watches.get(id)?.end();
    watches.delete(id);
  };

  const stop = (id: number): void => {
    stops.get(id)?.abort(cancelled());
    forget(id);
    setTimeout(() => [...underWay.values()].includes(id) && end("stuck"), graceMs).unref();
  };

  /** The reader gets `why`, from the engine that was interrupted or in its place. */
  const stopOverPrice = (id: number, why: SqlError): void => {
    stops.get(id)?.abort(why);
    setTimeout(() => {
      const asked = [...underWay].filter(([, execution]) => execution === id);
      if (asked.length === 0) return;
      end(
        "stuck",
        asked.map(([question]) => ({ id: question, error: foreseen(why) })),
      );
    }, graceMs).unref();
  };

  const answer = async (id: number, question: Question): Promise<unknown> => {
    const controller = new AbortController();
    const { signal } = controller;
    if (question.op !== "next") stops.set(id, controller);
    return "make" in opened ? change(opened, question, signal) : read(opened, id, question, signal);
  };

  const change = async (copy: LocalChange, question: Question, signal: AbortSignal): Promise<unknown> => {
    switch (question.op) {
      case "plan-change":
        return copy.plan(question, signal);
      case "make-change":
        return copy.make(question, question.planned, signal);
      default:
        throw new TypeError("a copy answers about its change alone");
    }
  };

  const read = async (engine: LocalEngine, id: number, question: Question, signal: AbortSignal): Promise<unknown> => {
    switch (question.op) {
      case "plan-change":
      case "make-change":
        throw new TypeError("the warehouse itself is only read");
      case "ready":
        return engine.ready();
      case "estimate":
        return engine.estimate(question.sql);
      case "find-tables":
        return engine.findTables(question.pattern);
      case "describe-table":
        return engine.describeTable(question.name);
      case "defaults":
        return engine.defaults;
      case "look-up":
        return engine.lookUp(question.names);
      case "execute": {
        const execution = await engine.execute(question.sql, signal);
        readers.set(id, inSmallBatches(execution.batches())[Symbol.asyncIterator]());
        const { price } = question;
        if (price !== null)
          watches.set(
            id,
            watchPrice(price, (why) => stopOverPrice(id, why)),
          );
        return execution.columns();
      }
      case "next": {
        const batch = await readers.get(question.execution)?.next();
        if (batch === undefined) throw cancelled();
        if (!batch.done) {
          watches.get(question.execution)?.given(batch.value.length);
          return batch.value;
        }
        forget(question.execution);
        return null;
      }
    }
  };

  process.on("message", async (message: ToEngine) => {
    if ("abort" in message) return stop(message.abort);
    const { id, question } = message;
    underWay.set(id, question.op === "next" ? question.execution : id);
    try {
      send({ id, value: (await answer(id, question)) ?? null });
      if (question.op !== "execute") forget(id);
    } catch (error) {
      forget(question.op === "next" ? question.execution : id);
      send({ id, error: foreseen(error) });
    } finally {
      underWay.delete(id);
    }
  });
}

const foreseen = (error: unknown): Pick<SqlError, "code" | "message" | "next"> =>
  error instanceof SqlError
    ? { code: error.code, message: error.message, next: error.next }
    : { code: "engine-failed", message: "The engine failed in a way that was not foreseen.", next: "Try once more." };

process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
setInterval(() => process.memoryUsage.rss() > mostResidentBytes && end("out-of-memory"), memoryCheckMs).unref();

const [file = "", purpose] = process.argv.slice(2);
try {
  if (purpose === "sample") await ensureWarehouse(file, { onProgress: (progress) => send({ progress }) });
  if (purpose === "change") {
    setInterval(() => statSync(file).size > mostFileBytes && end("out-of-space"), memoryCheckMs).unref();
  }
  answerQuestions(await (purpose === "change" ? openLocalChange(file) : openLocalEngine(file)));
  send({ opened: true });
} catch (error) {
  send({ refused: error instanceof Error ? error.message : "unknown" });
}
