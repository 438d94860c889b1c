/** What a tool is given with every call: who calls, the server's services, and the way to report and to stop. */
import type { Principal } from "@drawbridge/contracts/identity";
import type { Logger } from "pino";

export interface Context<Services> {
  readonly principal: Principal;
  readonly services: Services;
  /** Aborts on the client's cancellation, on the tool's timeout, and when the server drains too long. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Sends a progress notification where the client asked for them; otherwise does nothing. */
  progress(done: number, total?: number, message?: string): void;
}
