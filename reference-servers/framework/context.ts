/** What a tool is given with every call: who calls, the server's services, and the ways to report, to ask and to stop. */
import type { Environment, Principal } from "@drawbridge/contracts/identity";
import type { Logger } from "pino";
import type { z } from "zod";

export interface Context<Services = unknown> {
  readonly principal: Principal;
  /** Which agent asked, as it calls itself (MCP `clientInfo`); null where it did not say. A record, trusted for nothing. */
  readonly agent: string | null;
  readonly services: Services;
  /** Where the server runs: what is prod may need more of a yes. */
  readonly environment: Environment;
  /** Aborts on the client's cancellation, on the tool's timeout, and when the server drains too long. */
  readonly signal: AbortSignal;
  /** Bound to the call's request id. Never log arguments or results with it. */
  readonly log: Logger;
  /** Sends a progress notification where the client asked for them; otherwise does nothing. `done` only grows. */
  progress(done: number, total?: number, message?: string): void;
  /**
   * Keeps where an approved run can be found again (at most 200 characters, e.g. the engine's query id), for `settle`.
   * Call it before the run begins to change anything, and let what it throws end the run: then it is not kept. Does
   * nothing for a call that needed no approval.
   */
  note(handle: string): Promise<void>;
  /**
   * Asks the person a question of the tool's own, where client and era can: otherwise "unsupported" comes back, and the
   * tool goes on as it sees fit. For tools without a plan: of the others it throws, since what a person approved must
   * not depend on what is answered later.
   *
   * While the answer is awaited the call is over; with the answer the tool runs again from its beginning, and each
   * `elicit` then gives the answer that its key got. So ask before changing anything, in the same order each time. An
   * answer is checked against `schema` (a flat object, by MCP) and counts as an argument does: never as an approval.
   */
  elicit<Schema extends z.ZodObject>(key: string, message: string, schema: Schema): Promise<Elicited<z.output<Schema>>>;
}

export type Elicited<Answer> =
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "declined" | "cancelled" | "unsupported" };
