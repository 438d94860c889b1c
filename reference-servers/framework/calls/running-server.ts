/** A definition at work: what every request of one server shares. */
import type { Environment, Principal } from "@drawbridge/contracts/identity";
import type { Logger } from "pino";
import type { ApprovalsClient } from "../approvals/approvals-client.ts";
import type { ServerDefinition } from "../define-server.ts";
import type { PolicySource } from "../policy/source.ts";
import type { ResultCaps } from "../size-guard.ts";
import type { CallTelemetry } from "../telemetry/call-telemetry.ts";
import type { InFlight } from "./in-flight.ts";
import type { CallShares } from "./in-turn.ts";
import type { StateSeal } from "./sealed-state.ts";

export interface RunningServer<Services> {
  readonly definition: ServerDefinition<Services>;
  readonly services: Services;
  readonly environment: Environment;
  readonly policies: PolicySource;
  /** Null where there is no registry: what needs an approval is refused. */
  readonly approvals: ApprovalsClient | null;
  readonly seal: StateSeal;
  readonly caps: ResultCaps;
  readonly inFlight: InFlight;
  readonly shares: CallShares;
  readonly telemetry: CallTelemetry;
  readonly log: Logger;
}

/** Who is behind one admitted HTTP request. */
export interface Caller {
  readonly principal: Principal;
  /** Ours, one per HTTP request: in the log, and in what a caller is told of an internal error. */
  readonly requestId: string;
  /** The legacy era's session, where the client has one: a name to cancel by, nothing is kept under it. */
  readonly session: string | null;
}
