/**
 * Runs the first judge in threads of its own. A statement can keep the parser busy or fill its memory; in a thread,
 * that ends only the statement and not the server. Each thread judges one statement at a time, within a time limit. A
 * statement that was too complex once is refused at once the next time.
 */
import { complexStatements } from "./complex-statements.ts";
import type { Dialect } from "./dialect.ts";
import type { Question } from "./judge-thread.ts";
import { type JudgeThread, startThread } from "./judge-worker.ts";
import { tooComplex } from "./refusals.ts";
import type { ChangeVerdict, ReadVerdict, Refused } from "./verdict.ts";

export interface Judge {
  /** Judges whether the text is one statement that only reads. */
  read(text: string): Promise<ReadVerdict>;
  /** Describes what the text would change. */
  change(text: string): Promise<ChangeVerdict>;
  /** Ends the threads after open questions are answered. */
  close(): Promise<void>;
}

/**
 * Number of threads: while a complex statement of one user occupies one thread, the other thread judges statements of
 * others. Each needs 40 MB.
 */
export const judgeThreads = 2;

/**
 * Starts the judge for an engine with this dialect. Resolves when the first statements are parsed. Throws an Error with
 * the command to run if the judge is not built.
 */
export async function startJudge(dialect: Dialect): Promise<Judge> {
  const start = (): Promise<JudgeThread> => startThread(dialect);
  const free = Array.from({ length: judgeThreads }, start);
  await Promise.all(free);
  const waiting: ((thread: Promise<JudgeThread>) => void)[] = [];
  const open = new Set<Promise<unknown>>();
  const complex = complexStatements();

  const take = (): Promise<JudgeThread> => {
    const thread = free.shift();
    return thread ?? new Promise((resolve) => waiting.push(resolve));
  };
  const putBack = (thread: Promise<JudgeThread>): void => {
    thread.catch(() => undefined); // the next question gets the failure
    const next = waiting.shift();
    if (next === undefined) free.push(thread);
    else next(thread);
  };

  async function ask<Verdict>(question: Question): Promise<Verdict | Refused> {
    if (complex.has(question)) return tooComplex();
    const thread = await take().catch((error: unknown) => {
      putBack(start());
      throw error;
    });
    try {
      const verdict = await thread.answer<Verdict>(question);
      putBack(Promise.resolve(thread));
      return verdict;
    } catch {
      complex.add(question);
      // The answer waits for the new thread, so that the next statement of the same user does not take the thread of
      // other users.
      const next = thread.end().then(start);
      await next.catch(() => undefined);
      putBack(next);
      return tooComplex();
    }
  }

  function trackedAsk<Verdict>(question: Question): Promise<Verdict | Refused> {
    const answer = ask<Verdict>(question);
    open.add(answer);
    const over = (): void => void open.delete(answer);
    answer.then(over, over);
    return answer;
  }

  return {
    read: (text) => trackedAsk<ReadVerdict>({ about: "read", text }),
    change: (text) => trackedAsk<ChangeVerdict>({ about: "change", text }),
    close: async () => {
      await Promise.allSettled(open);
      await Promise.allSettled(free.map(async (thread) => (await thread).end()));
    },
  };
}
