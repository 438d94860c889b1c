/** A command that the editor can run: where it fails, one message says so and offers a next step. Pure. */
import { type FailureMessage, failureMessage } from "./failure.ts";

export interface CommandUi {
  /** Shows the failure. Resolves with whether the person took the next step. */
  tell(failure: FailureMessage): PromiseLike<boolean>;
  execute(command: string): unknown;
}

/** The returned function never rejects and returns nothing, because the person sees the outcome of a command. */
export function guarded(
  id: string,
  run: (argument: unknown) => unknown,
  ui: CommandUi,
): (argument?: unknown) => Promise<undefined> {
  const perform = async (argument?: unknown): Promise<undefined> => {
    try {
      await run(argument);
    } catch (error) {
      // The caller of the command does not wait until the person has read the message.
      void tell(error, argument);
    }
  };
  const tell = async (error: unknown, argument: unknown): Promise<void> => {
    const message = failureMessage(error, id);
    if (message === null || !(await ui.tell(message))) return;
    await (message.next.command === "again" ? perform(argument) : ui.execute(message.next.command));
  };
  return perform;
}
