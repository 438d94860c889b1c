/**
 * What a request that failed can have changed, and what its sender does next. "May have run" is said only of a request
 * that reached a server, or may have, and can change something.
 */
import type { Failure } from "../../kernel/failure.ts";

/** What a request can change at the server. A handshake is sent before the caller's own request. */
export type Effect = "change" | "none" | "handshake";

/** The code and the last sentence of a failure after which it is not known whether the server handled the request. */
export interface Aftermath {
  readonly code: Failure["code"];
  readonly sentence: string;
}

export const aftermathOf: Readonly<Record<Effect, Aftermath>> = {
  change: {
    code: "may-have-run",
    sentence: "The call may have run: check its effect before you call again.",
  },
  none: { code: "unreachable", sentence: "It only reads, so call it again." },
  handshake: { code: "unreachable", sentence: "The call did not run. Try again." },
};
