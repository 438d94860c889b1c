/** A command that the editor can run: where it fails, one message says so and offers a next step. Pure. */
import { type FailureMessage, failureMessage } from "./failure.ts";

export interface Face {
  /** Shows the failure. Resolves with whether the person took the next step. */
  tell(failure: FailureMessage): PromiseLike<boolean>;
  execute(command: string): unknown;
}

/** The returned function never rejects and returns nothing, because the person sees the outcome of a command. */
export function guarded(
  id: string,
  run: (given: unknown) => unknown,
  face: Face,
): (given?: unknown) => Promise<undefined> {
  const perform = async (given?: unknown): Promise<undefined> => {
    try {
      await run(given);
    } catch (error) {
      // The caller of the command does not wait until the person has read the message.
      void tell(error, given);
    }
  };
  const tell = async (error: unknown, given: unknown): Promise<void> => {
    const message = failureMessage(error, id);
    if (message === null || !(await face.tell(message))) return;
    await (message.way.command === "again" ? perform(given) : face.execute(message.way.command));
  };
  return perform;
}
