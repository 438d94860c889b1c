/**
 * The engine process: it runs DuckDB separately from the rest of the server. A statement can use memory that DuckDB
 * does not count, call a function that cannot be interrupted, or crash the library. In this process, that ends only the
 * statement and not the server. The process has no secrets and no environment, so a statement can read nothing but the
 * warehouse.
 *
 * Program arguments: the file, and "sample" to create the sample warehouse if the file does not exist, or "change" if
 * the file is a copy of the warehouse on which one change is planned or made.
 */
import { statSync } from "node:fs";
import { cancelled, SqlError } from "../../../errors.ts";
import { ensureWarehouse } from "../../../warehouse/sample-warehouse.ts";
import type { Row } from "../../engine.ts";
import { type LocalChange, openLocalChange } from "../change/local-change.ts";
import { type LocalEngine, openLocalEngine } from "../local-engine.ts";
import { type PriceWatch, watchPrice } from "../price/price-watch.ts";
import type { Ending, FromEngine, Question, ToEngine } from "./engine-messages.ts";
import { inSmallBatches } from "./small-batches.ts";

/** Enough for DuckDB's own limit, Node, the library, and results that are being sent. */
const maxResidentBytes = 600 * 2 ** 20;
const memoryCheckMs = 50;
/** Maximum size of the warehouse after a change. */
const maxFileBytes = 2 * 2 ** 30;
/** Time (ms) that a question may take to stop before the process ends itself. */
const graceMs = 5_000;

const send = (message: FromEngine): void => void process.send?.(message);

/**
 * Ends the process at once, because an ordinary exit would wait for the library's threads. The server gets the ending
 * before `lastReplies`, so that it does not give this process another statement when a reply says that the last one is
 * over.
 */
function end(ending: Ending, lastReplies: readonly FromEngine[] = []): void {
  const messages: readonly FromEngine[] = [{ kind: "ending", ending }, ...lastReplies];
  for (const message of messages.slice(0, -1)) send(message);
  process.send?.(messages.at(-1), () => process.kill(process.pid, "SIGKILL"));
}

type Opened =
  | { readonly kind: "engine"; readonly engine: LocalEngine }
  | { readonly kind: "change"; readonly copy: LocalChange };

function answerQuestions(opened: Opened): void {
  /** By the id of the question that started it: the controller that stops it, and the rows of an execution. */
  const stops = new Map<number, AbortController>();
  const readers = new Map<number, AsyncIterator<readonly Row[]>>();
  const watches = new Map<number, PriceWatch>();
  /** Questions in progress, each with the question whose stop ends it. */
  const inProgress = new Map<number, number>();

  const forget = (id: number): void => {
    stops.delete(id);
    readers.delete(id);
    watches.get(id)?.end();
    watches.delete(id);
  };

  const stop = (id: number): void => {
    stops.get(id)?.abort(cancelled());
    forget(id);
    setTimeout(() => [...inProgress.values()].includes(id) && end("stuck"), graceMs).unref();
  };

  /** Stops an execution. Its reader gets `why`, from the interrupted engine or from this function. */
  const stopOverPrice = (id: number, why: SqlError): void => {
    stops.get(id)?.abort(why);
    setTimeout(() => {
      const pending = [...inProgress].filter(([, execution]) => execution === id);
      if (pending.length === 0) return;
      end(
        "stuck",
        pending.map(([question]) => ({ kind: "error", id: question, error: toErrorReply(why) })),
      );
    }, graceMs).unref();
  };

  const answer = async (id: number, question: Question): Promise<unknown> => {
    const controller = new AbortController();
    const { signal } = controller;
    if (question.op !== "next") stops.set(id, controller);
    return opened.kind === "change" ? change(opened.copy, question, signal) : read(opened.engine, id, question, signal);
  };

  const change = async (copy: LocalChange, question: Question, signal: AbortSignal): Promise<unknown> => {
    switch (question.op) {
      case "plan-change":
        return copy.plan(question, signal);
      case "make-change":
        return copy.make(question, question.planned, signal);
      default:
        throw new TypeError("a copy only plans and makes its change");
    }
  };

  const read = async (engine: LocalEngine, id: number, question: Question, signal: AbortSignal): Promise<unknown> => {
    switch (question.op) {
      case "plan-change":
      case "make-change":
        throw new TypeError("the warehouse itself is read-only");
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
          watches.get(question.execution)?.addResultRows(batch.value.length);
          return batch.value;
        }
        forget(question.execution);
        return null;
      }
    }
  };

  process.on("message", async (message: ToEngine) => {
    if (message.kind === "abort") return stop(message.id);
    const { id, question } = message;
    inProgress.set(id, question.op === "next" ? question.execution : id);
    try {
      send({ kind: "value", id, value: (await answer(id, question)) ?? null });
      if (question.op !== "execute") forget(id);
    } catch (error) {
      forget(question.op === "next" ? question.execution : id);
      send({ kind: "error", id, error: toErrorReply(error) });
    } finally {
      inProgress.delete(id);
    }
  });
}

const toErrorReply = (error: unknown): Pick<SqlError, "code" | "message" | "next"> =>
  error instanceof SqlError
    ? { code: error.code, message: error.message, next: error.next }
    : { code: "engine-failed", message: "The engine failed unexpectedly.", next: "Try once more." };

process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
setInterval(() => process.memoryUsage.rss() > maxResidentBytes && end("out-of-memory"), memoryCheckMs).unref();

const [file = "", purpose] = process.argv.slice(2);
try {
  if (purpose === "sample")
    await ensureWarehouse(file, { onProgress: (progress) => send({ kind: "progress", message: progress }) });
  if (purpose === "change") {
    setInterval(() => statSync(file).size > maxFileBytes && end("out-of-space"), memoryCheckMs).unref();
  }
  answerQuestions(
    purpose === "change"
      ? { kind: "change", copy: await openLocalChange(file) }
      : { kind: "engine", engine: await openLocalEngine(file) },
  );
  send({ kind: "opened" });
} catch (error) {
  send({ kind: "refused", why: error instanceof Error ? error.message : "unknown" });
}
