/** The settings that the edge gets at its start. */
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { z } from "zod";

const Variables = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535),
  DRAWBRIDGE_EDGE_URL: z.url(),
  DRAWBRIDGE_REGISTRY_URL: z.url(),
  [partSecretVariables.root]: z.string().min(32),
  DRAWBRIDGE_REQUIRE_PROOF: z.stringbool().optional(),
  DRAWBRIDGE_MAX_BODY_BYTES: z.coerce.number().int().positive().optional(),
  DRAWBRIDGE_MAX_REQUESTS_PER_USER: z.coerce.number().int().positive().optional(),
  DRAWBRIDGE_POLICY_STALE_SECONDS: z.coerce.number().positive().optional(),
  DRAWBRIDGE_LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).optional(),
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
  /** `info` where it is left out. */
  readonly logLevel?: z.infer<typeof Variables>["DRAWBRIDGE_LOG_LEVEL"];
}

/** Throws a message that names each variable that is missing or wrong, and never its value. */
export function readEdgeSettings(environment: NodeJS.ProcessEnv): EdgeSettings {
  const parsed = Variables.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new Error(`The edge cannot start with this environment. ${problems.join("; ")}.`);
  }
  const { data } = parsed;
  return {
    port: data.PORT,
    url: withoutSlash(data.DRAWBRIDGE_EDGE_URL),
    registryUrl: withoutSlash(data.DRAWBRIDGE_REGISTRY_URL),
    rootSecret: data[partSecretVariables.root],
    requireProof: data.DRAWBRIDGE_REQUIRE_PROOF,
    maxBodyBytes: data.DRAWBRIDGE_MAX_BODY_BYTES,
    maxRequestsPerUser: data.DRAWBRIDGE_MAX_REQUESTS_PER_USER,
    policyStaleSeconds: data.DRAWBRIDGE_POLICY_STALE_SECONDS,
    logLevel: data.DRAWBRIDGE_LOG_LEVEL,
  };
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, "");
