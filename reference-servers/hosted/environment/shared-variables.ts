/** What operators must know of variables that mean the same in several parts. */
import { minSecretLength } from "@drawbridge/contracts/part-secret";
import type { VariableFacts } from "./variable.ts";

/**
 * Seconds that edge and servers trust what they had from the registry, after its last confirmation: one time for all of it.
 * docs/deployment.md has the table.
 */
export const defaultPolicyStaleSeconds = 15 * 60;

export const logLevelFacts: VariableFacts = {
  means: "The least level of log lines: fatal, error, warn, info, debug, trace, or silent for none.",
  example: "warn",
  default: "info; the embedded stack gives its parts warn",
};

export const rootSecretFacts: VariableFacts = {
  means: `The secret of the deployment, the same at registry and edge. The credentials of servers are derived from it. At least ${minSecretLength} characters.`,
  example: "$(openssl rand -base64 48)",
  secret: true,
};

export const requireProofFacts: VariableFacts = {
  means:
    "Whether tokens that are not bound to a key of their holder (RFC 9449) are refused. Set the same at registry and edge.",
  example: "true",
  default: "false",
};
