/** Decides what an uninstall does, from what was found. Pure. */
import type { AgentRemoval, AgentRemovals } from "./agent-removals.ts";
import type { HomeContent } from "./home-content.ts";

/** What was found on this machine. */
export interface Facts {
  readonly agents: AgentRemovals;
  /** Null if no broker runs. */
  readonly broker: { readonly bridges: number } | null;
  /** Whether the home holds a sign-in. */
  readonly signedIn: boolean;
  /** Whether the keyring holds the home's key. */
  readonly keyring: boolean;
  readonly home: HomeContent;
}

export type Step =
  | ({ readonly kind: "agent" } & AgentRemoval)
  | { readonly kind: "sign-out" }
  | { readonly kind: "keyring" }
  | { readonly kind: "launcher" }
  | { readonly kind: "broker" }
  | { readonly kind: "home" };

export interface UninstallPlan {
  readonly facts: Facts;
  /** In the order in which they are made. */
  readonly steps: readonly Step[];
}

/**
 * The steps for what was found; empty if nothing was. Agents come first, because the journal in the home says what is
 * ours. The broker comes after the sign-out, because only a broker revokes tokens.
 */
export function uninstallPlan(facts: Facts): UninstallPlan {
  const { agents, broker, signedIn, keyring, home } = facts;
  const signOut = home.isHome && signedIn;
  return {
    facts,
    steps: [
      ...agents.removals.map((removal): Step => ({ kind: "agent", ...removal })),
      ...(signOut ? [{ kind: "sign-out" } as const] : []),
      ...(keyring ? [{ kind: "keyring" } as const] : []),
      ...(home.isHome && home.launcher.own.length > 0 ? [{ kind: "launcher" } as const] : []),
      // A sign-out starts a broker if none runs.
      ...(broker !== null || signOut ? [{ kind: "broker" } as const] : []),
      ...(home.isHome ? [{ kind: "home" } as const] : []),
    ],
  };
}
