/** The settings that the edge gets at its start. */
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { BaseUrl, LogLevel, Port, readVariables, refuseEmpty } from "@drawbridge/hosted/environment";
import { z } from "zod";

const Variables = z.object({
  PORT: Port,
  DRAWBRIDGE_EDGE_URL: BaseUrl,
  DRAWBRIDGE_REGISTRY_URL: BaseUrl,
  [partSecretVariables.root]: z.string().min(32),
  DRAWBRIDGE_REQUIRE_PROOF: refuseEmpty(z.stringbool().optional()),
  DRAWBRIDGE_MAX_BODY_BYTES: z.coerce.number().int().positive().optional(),
  DRAWBRIDGE_MAX_REQUESTS_PER_USER: z.coerce.number().int().positive().optional(),
  DRAWBRIDGE_POLICY_STALE_SECONDS: refuseEmpty(z.coerce.number().positive().optional()),
  DRAWBRIDGE_INTROSPECTION_SECRET: refuseEmpty(z.string().min(1).optional()),
  DRAWBRIDGE_GROUPS_SECRET: refuseEmpty(z.string().min(1).optional()),
  DRAWBRIDGE_LOG_LEVEL: LogLevel.optional(),
});

export interface EdgeSettings {
  /** 0 for any free port. */
  readonly port: number;
  /** The address where clients reach the edge, without a trailing slash. It is in challenges and metadata. */
  readonly url: string;
  readonly registryUrl: string;
  /** See part-secret.ts. */
  readonly rootSecret: string;
  /** Whether tokens that are not bound to a key of their holder (RFC 9449) are refused. Left out, they are accepted. */
  readonly requireProof?: boolean | undefined;
  /** Maximum for one request; 16 MiB where it is left out. Answers have no limit. */
  readonly maxBodyBytes?: number | undefined;
  /** Requests of one user under way at once, including streams; 1,024 where it is left out. */
  readonly maxRequestsPerUser?: number | undefined;
  /** Seconds that the last configuration is valid while the registry does not answer; 15 minutes where it is left out. */
  readonly policyStaleSeconds?: number | undefined;
  /** For questions to the identity provider about tokens that are no JWTs. Left out, those are refused. */
  readonly introspectionSecret?: string | undefined;
  /** For a provider whose description has a `groupLookup` of the kind `directory`. */
  readonly groupsSecret?: string | undefined;
  /** `info` where it is left out. */
  readonly logLevel?: LogLevel | undefined;
}

/** Throws as readVariables does. */
export function readEdgeSettings(environment: NodeJS.ProcessEnv): EdgeSettings {
  const data = readVariables("The edge", Variables, environment);
  return {
    port: data.PORT,
    url: data.DRAWBRIDGE_EDGE_URL,
    registryUrl: data.DRAWBRIDGE_REGISTRY_URL,
    rootSecret: data[partSecretVariables.root],
    requireProof: data.DRAWBRIDGE_REQUIRE_PROOF,
    maxBodyBytes: data.DRAWBRIDGE_MAX_BODY_BYTES,
    maxRequestsPerUser: data.DRAWBRIDGE_MAX_REQUESTS_PER_USER,
    policyStaleSeconds: data.DRAWBRIDGE_POLICY_STALE_SECONDS,
    introspectionSecret: data.DRAWBRIDGE_INTROSPECTION_SECRET,
    groupsSecret: data.DRAWBRIDGE_GROUPS_SECRET,
    logLevel: data.DRAWBRIDGE_LOG_LEVEL,
  };
}
