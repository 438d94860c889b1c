/** A server definition that runs: what all requests of one server share. */
import type { Environment, Principal } from "@drawbridge/contracts/identity";
import type { Logger } from "pino";
import type { ApprovalsClient } from "../approvals/approvals-client.ts";
import type { ServerDefinition } from "../define-server.ts";
import type { PolicySource } from "../policy/policy-source.ts";
import type { ResultCaps } from "../size-guard.ts";
import type { CallTelemetry } from "../telemetry/call-telemetry.ts";
import type { CallShares } from "./call-shares.ts";
import type { InFlight } from "./calls-in-flight.ts";
import type { StateSeal } from "./sealed-state.ts";

export interface RunningServer<Services> {
  readonly definition: ServerDefinition<Services>;
  readonly services: Services;
  readonly environment: Environment;
  readonly policies: PolicySource;
  /** Null where there is no registry: then a call that needs an approval is refused. */
  readonly approvals: ApprovalsClient | null;
  readonly seal: StateSeal;
  readonly caps: ResultCaps;
  readonly inFlight: InFlight;
  readonly shares: CallShares;
  readonly telemetry: CallTelemetry;
  readonly log: Logger;
}

/** The caller of one admitted HTTP request. */
export interface Caller {
  readonly principal: Principal;
  /** Our own id, one for each HTTP request. It is in the log, and in the answer to a caller after an internal error. */
  readonly requestId: string;
  /**
   * The legacy era's session, where the client has one. It is only a name for cancellations, and nothing is stored under
   * it.
   */
  readonly session: string | null;
}
