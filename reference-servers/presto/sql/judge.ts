/**
 * The first judge, in threads of its own. A statement can keep the parser busy or fill its memory; in a thread that
 * costs the statement, not the server. Each thread judges one statement at a time, each within its time; what was too
 * complex once is refused at once the next time.
 */
import { complexStatements } from "./complex-statements.ts";
import type { Question } from "./judge-thread.ts";
import { type JudgeThread, startThread } from "./judge-worker.ts";
import { tooComplex } from "./refused.ts";
import type { ChangeVerdict, ReadVerdict, Refused } from "./verdict.ts";

export interface Judge {
  /** Is this text one statement that only reads? */
  read(text: string): Promise<ReadVerdict>;
  /** What would this text change? */
  change(text: string): Promise<ChangeVerdict>;
  /** Ends the threads. Questions that are still open are answered first. */
  close(): Promise<void>;
}

/** Statements judged at once: while one user's is hard to judge, another's is judged by the other thread. Each takes 40 MB. */
export const judgeThreads = 2;

/** Resolves when the first statements are parsed. Throws with the command to run where the judge is not built. */
export async function startJudge(): Promise<Judge> {
  const free = Array.from({ length: judgeThreads }, startThread);
  await Promise.all(free);
  const waiting: ((thread: Promise<JudgeThread>) => void)[] = [];
  const open = new Set<Promise<unknown>>();
  const complex = complexStatements();

  const take = (): Promise<JudgeThread> => {
    const thread = free.shift();
    return thread ?? new Promise((resolve) => waiting.push(resolve));
  };
  const give = (thread: Promise<JudgeThread>): void => {
    thread.catch(() => undefined); // the next question meets the failure
    const next = waiting.shift();
    if (next === undefined) free.push(thread);
    else next(thread);
  };

  async function ask<Verdict>(question: Question): Promise<Verdict | Refused> {
    if (complex.has(question)) return tooComplex();
    const thread = await take().catch((error: unknown) => {
      give(startThread());
      throw error;
    });
    try {
      const verdict = await thread.answer<Verdict>(question);
      give(Promise.resolve(thread));
      return verdict;
    } catch {
      complex.add(question);
      // The answer waits for the new thread: the next statement of the same user must not take the other user's thread.
      const next = thread.end().then(startThread);
      await next.catch(() => undefined);
      give(next);
      return tooComplex();
    }
  }

  function counted<Verdict>(question: Question): Promise<Verdict | Refused> {
    const answer = ask<Verdict>(question);
    open.add(answer);
    const over = (): void => void open.delete(answer);
    answer.then(over, over);
    return answer;
  }

  return {
    read: (text) => counted<ReadVerdict>({ about: "read", text }),
    change: (text) => counted<ChangeVerdict>({ about: "change", text }),
    close: async () => {
      await Promise.allSettled(open);
      await Promise.allSettled(free.map(async (thread) => (await thread).end()));
    },
  };
}
