/** Compiled tool policies, kept for as long as they hold: one for each server, made anew when its policy's version changes. */
import type { AccessPolicy } from "@drawbridge/contracts/access";
import { compileToolPolicies, type ToolAuthorizer } from "@drawbridge/framework/access/tool-policy";

export function authorizers(): (policy: AccessPolicy) => ToolAuthorizer {
  const compiled = new Map<string, { readonly version: string; readonly authorizer: ToolAuthorizer }>();
  return (policy) => {
    const known = compiled.get(policy.server);
    if (known?.version === policy.version) return known.authorizer;
    const authorizer = compileToolPolicies(policy);
    compiled.set(policy.server, { version: policy.version, authorizer });
    return authorizer;
  };
}
