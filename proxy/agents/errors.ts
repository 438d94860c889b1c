/** What can go wrong with an agent's configuration. Every message says what to do next; none quotes the file. */
export type AgentsErrorCode =
  /** The file is not what its agent could read; nothing is changed. */
  | "malformed"
  /** No regular file of the user's own that may be written. */
  | "not-writable"
  /** The file is another one than the plan was made for. */
  | "changed-meanwhile"
  /** The file is well formed, but no edit leaves all the rest as it is. */
  | "unsafe-edit"
  | "launcher"
  | "journal";

export class AgentsError extends Error {
  readonly code: AgentsErrorCode;

  constructor(code: AgentsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AgentsError";
    this.code = code;
  }
}

export const malformed = (what: string): AgentsError =>
  new AgentsError("malformed", `${what} Nothing was changed: set the file right, then try again.`);

export const notWritable = (file: string, why: string, cause?: unknown): AgentsError =>
  new AgentsError("not-writable", `${file} ${why}. Nothing was changed.`, { cause });

export const changedMeanwhile = (file: string): AgentsError =>
  new AgentsError(
    "changed-meanwhile",
    `${file} was changed by somebody else just now, so it was left alone. Try again.`,
  );

export const unsafeEdit = (name: string): AgentsError =>
  new AgentsError(
    "unsafe-edit",
    `The way the entry ${name} has to be written or removed here would touch more than itself, so nothing was changed. Edit the file by hand: \`drawbridge agents list\` names it.`,
  );
