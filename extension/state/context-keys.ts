/** Keeps the context keys current on which views and commands in package.json and the walkthrough's steps depend. */
import { contextKeys } from "../contributions.ts";
import type { Disposable } from "../disposables.ts";
import { type GettingStarted, setContext } from "../getting-started.ts";
import type { VerifiedRegistry } from "../registry/verified-registry.ts";
import type { Snapshot } from "./snapshot.ts";
import type { State } from "./state.ts";

export function keepContextKeys(state: State, registry: VerifiedRegistry, steps: GettingStarted): Disposable {
  const update = (snapshot: Snapshot): void => {
    const { phase, servers, other } = snapshot;
    registry.learn(snapshot);
    setContext(contextKeys.phase, phase);
    setContext(contextKeys.signedIn, phase === "signed-in");
    setContext(contextKeys.otherRegistry, other !== null);
    setContext(contextKeys.serversRead, servers !== null);
    setContext(contextKeys.hasServers, servers !== null && servers.length > 0);
    steps.become({ hasRegistry: registry.isVerified, hasSignedIn: phase === "signed-in" });
  };
  update(state.current);
  return state.onChange(update);
}
