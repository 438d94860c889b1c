/** Where a running server gets its access policy from: the registry in a deployment, a fixed one in tests. */
import type { AccessPolicy } from "@drawbridge/contracts/access";
import type { SignIn } from "@drawbridge/contracts/sign-outs";
import { compileToolPolicies, type ToolAuthorizer } from "@drawbridge/hosted/tool-policy";

/** A policy whose tool policies are parsed, so that it can decide. */
export interface Enforced {
  readonly policy: AccessPolicy;
  readonly tools: ToolAuthorizer;
}

export interface PolicySource {
  /** The policy in force; null where there is no valid one: then every request is refused. */
  current(): Enforced | null;
  /** Whether the company's provider has ended this sign-in. Left out: it is not known here, and the edge decides alone. */
  isSignedOut?(signIn: SignIn): boolean;
  /**
   * Tells the registry that this instance takes no new calls, so that edges send them to others. Never rejects. Left out:
   * no registry is followed.
   */
  drain?(): Promise<void>;
  /** Calls `listener` whenever a policy with another version comes into force. */
  onChange(listener: () => void): void;
  /** Also gives the lease of this instance back. */
  close(): Promise<void>;
}

export const enforced = (policy: AccessPolicy): Enforced => ({ policy, tools: compileToolPolicies(policy) });

/** A source whose policy never changes. */
export function fixedPolicy(policy: AccessPolicy): PolicySource {
  const only = enforced(policy);
  return { current: () => only, onChange: () => {}, close: async () => {} };
}
