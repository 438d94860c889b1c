/** A command as the editor may run it: where it fails, the person is told once and has a way on. Pure. */
import { type ToldFailure, toldFailure } from "./failure.ts";

export interface Face {
  /** Shows the failure; whether the person took the way on. */
  tell(failure: ToldFailure): PromiseLike<boolean>;
  execute(command: string): unknown;
}

/** Never rejects, and answers nobody: what a command comes to is the person's to see. */
export function guarded(
  id: string,
  run: (given: unknown) => unknown,
  face: Face,
): (given?: unknown) => Promise<undefined> {
  const perform = async (given?: unknown): Promise<undefined> => {
    try {
      await run(given);
    } catch (error) {
      // Whoever ran the command does not wait until the message is read.
      void tell(error, given);
    }
  };
  const tell = async (error: unknown, given: unknown): Promise<void> => {
    const told = toldFailure(error, id);
    if (told === null || !(await face.tell(told))) return;
    await (told.way.command === "again" ? perform(given) : face.execute(told.way.command));
  };
  return perform;
}
