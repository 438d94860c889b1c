/** Sources of an application that cannot be read now, so that an answer can use the others and say what it lacks. */
import { SparkError, type SparkErrorCode } from "../errors.ts";

export interface Unread {
  /** As an answer names it: "its text logs". */
  readonly what: string;
  readonly error: SparkError;
}

/** Errors of the source and not of the question: another source may still answer. */
const sourceErrors: ReadonlySet<SparkErrorCode> = new Set([
  ...(["unreadable-folder", "unreadable-log", "source-unreachable", "too-large"] as const),
]);

/** The result of `reading`; null and an entry in `unread` if `what` cannot be read. Throws every other error. */
export async function unlessUnreadable<Value>(
  what: string,
  unread: Unread[],
  reading: () => Promise<Value>,
): Promise<Value | null> {
  try {
    return await reading();
  } catch (error) {
    if (!(error instanceof SparkError) || !sourceErrors.has(error.code)) throw error;
    unread.push({ what, error });
    return null;
  }
}

/** What an answer says of it among its gaps. */
export const unreadGap = ({ what, error }: Unread): string =>
  `${what} could not be read: ${error.message.replace(/\.$/, "")}`;
