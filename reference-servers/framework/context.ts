/** What a tool gets with every call: who calls, the server's services, and the ways to report, to ask and to stop. */
import type { Environment, Principal } from "@drawbridge/contracts/identity";
import type { Logger } from "pino";
import type { z } from "zod";

/** What a tool gets with a call. `Services` is what the server's `open` returns. */
export interface Context<Services = unknown> {
  readonly principal: Principal;
  /**
   * The agent that called, by the name it gives itself (MCP `clientInfo`); null where it gave none. It is recorded, and
   * no decision trusts it.
   */
  readonly agent: string | null;
  readonly services: Services;
  /** Where the server runs. In prod, a call may need a stricter approval. */
  readonly environment: Environment;
  /**
   * True where a person has approved this call, and it is planned once more before it runs. A server whose users share an
   * engine lets it go before the user's own calls that no person has decided yet. No other decision depends on it.
   */
  readonly approved: boolean;
  /** Aborts on the client's cancellation, on the tool's timeout, and when the server drains too long. */
  readonly signal: AbortSignal;
  /** Bound to the call's request id. Never log arguments or results with it. */
  readonly log: Logger;
  /** Sends a progress notification if the client asked for them; otherwise does nothing. `done` only grows. */
  progress(done: number, total?: number, message?: string): void;
  /**
   * Stores the handle by which an approved run can be found again (at most 200 characters, e.g. the engine's query id),
   * for `settle`. Call it before the run begins to change anything, and do not catch what it throws, because then the
   * handle is not stored. Does nothing for a call that needed no approval.
   */
  note(handle: string): Promise<void>;
  /**
   * Asks the person a question of the tool's own, if client and era support it. If not, it returns "unsupported", and the
   * tool decides how to continue. It is for tools without a plan. In a tool with a plan it throws, because what a person
   * approved must not depend on a later answer.
   *
   * While the answer is awaited, the call is over. With the answer the tool runs again from its beginning, and each
   * `elicit` then returns the answer for its key. So ask before you change anything, and ask in the same order each time.
   * An answer is checked against `schema` (a flat object, by MCP) and counts as an argument: never as an approval.
   */
  elicit<Schema extends z.ZodObject>(key: string, message: string, schema: Schema): Promise<Elicited<z.output<Schema>>>;
}

/** What a person answered to a question of a tool; only "answered" has an answer. */
export type Elicited<Answer> =
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "declined" | "cancelled" | "unsupported" };
