/** What the callers of a fleet do, and where the truth about it lies: outside of every part that a test kills. */
import type { JsonObject } from "../../../proxy/kernel/json.ts";

export interface Work {
  readonly server: {
    readonly name: string;
    /** Its program, from the repository's root. */
    readonly main: string;
    readonly environment: NodeJS.ProcessEnv;
  };
  /** The call with this id, of the caller with this number. */
  call(effect: Effect, id: string, caller: number): { readonly tool: string; readonly args: JsonObject };
  /** Starts what goes on beside the callers, once the fleet serves. */
  begin(at: FleetAccess): Promise<void>;
  /** How often each call began and ran, by its id; a call that left no trace is missing. Asked when no caller calls any more. */
  truth(): Promise<ReadonlyMap<string, Traces>>;
  close(): Promise<void>;
}

export type Effect = "read" | "write";

export interface FleetAccess {
  readonly registryUrl: string;
  /** The token of a demo user's broker. */
  token(user: string): Promise<string>;
}

export interface Traces {
  readonly began: number;
  readonly ran: number;
}
