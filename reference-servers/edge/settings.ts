/** The settings that the edge gets at its start. */
import { DrainSeconds, ListenOnSeconds, type OwnProcess } from "@drawbridge/hosted/end-on-signal";
import { BaseUrl, LogLevel, Port, readVariables, refuseEmpty, variable } from "@drawbridge/hosted/environment";
import { certificateWithKey, type Network, networkOf, networkVariables } from "@drawbridge/hosted/network";
import { type SharedSecrets, sharedSecretsIn, sharedSecretVariables } from "@drawbridge/hosted/shared-secrets";
import { defaultPolicyStaleSeconds, logLevelFacts, requireProofFacts } from "@drawbridge/hosted/shared-variables";
import { z } from "zod";

/** A user's agents have one stream and a few calls for each server; each is one connection. */
export const defaultMaxRequestsPerUser = 1_024;
export const defaultMaxBodyBytes = 16 * 1024 * 1024;

export const EdgeVariables = z.object({
  PORT: variable(Port, { means: "Port that the edge listens on; 0 for any free one.", example: "7401" }),
  ...networkVariables,
  DRAWBRIDGE_EDGE_URL: variable(BaseUrl, {
    means: "Address where clients reach the edge. It is in challenges and metadata.",
    example: "https://edge.drawbridge.acme.test",
  }),
  DRAWBRIDGE_REGISTRY_URL: variable(BaseUrl, {
    means: "Address where the edge reaches the registry.",
    example: "https://drawbridge.acme.test",
  }),
  ...sharedSecretVariables,
  DRAWBRIDGE_REQUIRE_PROOF: variable(refuseEmpty(z.stringbool().optional()), requireProofFacts),
  DRAWBRIDGE_MAX_BODY_BYTES: variable(z.coerce.number().int().positive().default(defaultMaxBodyBytes), {
    means: "Most bytes of one request. Answers have no limit.",
    example: "16777216",
  }),
  DRAWBRIDGE_MAX_REQUESTS_PER_USER: variable(z.coerce.number().int().positive().default(defaultMaxRequestsPerUser), {
    means: "Requests of one user that may be under way at once, streams included.",
    example: "1024",
  }),
  DRAWBRIDGE_POLICY_STALE_SECONDS: variable(
    refuseEmpty(z.coerce.number().positive().default(defaultPolicyStaleSeconds)),
    {
      means:
        "Seconds that the last configuration is valid while the registry does not answer. After that, no call passes.",
      example: "900",
    },
  ),
  DRAWBRIDGE_LISTEN_ON_SECONDS: ListenOnSeconds,
  DRAWBRIDGE_DRAIN_SECONDS: variable(DrainSeconds.default(60), {
    means:
      "Seconds that requests in flight may go on once the edge accepts nothing new. At least the limit of the longest tool behind it.",
    example: "60",
    default: "60; the embedded stack gives its parts 5",
  }),
  DRAWBRIDGE_LOG_LEVEL: variable(LogLevel.optional(), logLevelFacts),
});

export interface EdgeSettings extends SharedSecrets {
  /** 0 for any free port. */
  readonly port: number;
  readonly network?: Network;
  /** The address where clients reach the edge, without a trailing slash. It is in challenges and metadata. */
  readonly url: string;
  readonly registryUrl: string;
  /** Whether tokens that are not bound to a key of their holder (RFC 9449) are refused. Left out, they are accepted. */
  readonly requireProof?: boolean | undefined;
  /** Maximum for one request; `defaultMaxBodyBytes` where it is left out. Answers have no limit. */
  readonly maxBodyBytes?: number | undefined;
  /** Requests of one user under way at once, including streams; `defaultMaxRequestsPerUser` where it is left out. */
  readonly maxRequestsPerUser?: number | undefined;
  /** Seconds that the last configuration is valid while the registry does not answer; `defaultPolicyStaleSeconds` where it is left out. */
  readonly policyStaleSeconds?: number | undefined;
  /** Seconds that requests in flight may go on once the edge closes; 5 where it is left out. */
  readonly drainSeconds?: number | undefined;
  /** `info` where it is left out. */
  readonly logLevel?: LogLevel | undefined;
}

/** Throws as readVariables does. */
export function readEdgeSettings(environment: NodeJS.ProcessEnv): EdgeSettings & OwnProcess {
  const data = readVariables("The edge", EdgeVariables, environment, [certificateWithKey]);
  return {
    port: data.PORT,
    network: networkOf(data),
    url: data.DRAWBRIDGE_EDGE_URL,
    registryUrl: data.DRAWBRIDGE_REGISTRY_URL,
    ...sharedSecretsIn(environment, data),
    requireProof: data.DRAWBRIDGE_REQUIRE_PROOF,
    maxBodyBytes: data.DRAWBRIDGE_MAX_BODY_BYTES,
    maxRequestsPerUser: data.DRAWBRIDGE_MAX_REQUESTS_PER_USER,
    policyStaleSeconds: data.DRAWBRIDGE_POLICY_STALE_SECONDS,
    listenOnSeconds: data.DRAWBRIDGE_LISTEN_ON_SECONDS,
    drainSeconds: data.DRAWBRIDGE_DRAIN_SECONDS,
    logLevel: data.DRAWBRIDGE_LOG_LEVEL,
  };
}
