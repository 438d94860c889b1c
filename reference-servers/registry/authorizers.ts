/** Compiled tool policies, one for each server. A policy is compiled again when its version changes. */
import type { AccessPolicy } from "@drawbridge/contracts/access";
import { compileToolPolicies, type ToolAuthorizer } from "@drawbridge/hosted/tool-policy";

export function authorizers(): (policy: AccessPolicy) => ToolAuthorizer {
  const compiled = new Map<string, { readonly version: string; readonly authorizer: ToolAuthorizer }>();
  return (policy) => {
    const cached = compiled.get(policy.server);
    if (cached?.version === policy.version) return cached.authorizer;
    const authorizer = compileToolPolicies(policy);
    compiled.set(policy.server, { version: policy.version, authorizer });
    return authorizer;
  };
}
