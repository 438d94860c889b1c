/** What a tool is given with every call: who calls, the server's services, and the way to report and to stop. */
import type { Principal } from "@drawbridge/contracts/identity";
import type { Logger } from "pino";

export interface Context<Services = unknown> {
  readonly principal: Principal;
  /** Which agent asked, as it calls itself (MCP `clientInfo`); null where it did not say. A record, trusted for nothing. */
  readonly agent: string | null;
  readonly services: Services;
  /** Aborts on the client's cancellation, on the tool's timeout, and when the server drains too long. */
  readonly signal: AbortSignal;
  /** Bound to the call's request id. Never log arguments or results with it. */
  readonly log: Logger;
  /** Sends a progress notification where the client asked for them; otherwise does nothing. `done` only grows. */
  progress(done: number, total?: number, message?: string): void;
}
