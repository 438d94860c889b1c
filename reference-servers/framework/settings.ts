/** What every server on the framework reads from its environment. Each server reads its own settings itself, in `open`. */

import { Environment } from "@drawbridge/contracts/identity";
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { BaseUrl, LogLevel, Port, readVariables, refuseEmpty } from "@drawbridge/hosted/environment";
import { z } from "zod";

const positiveInteger = (preset: number) => z.coerce.number().int().positive().default(preset);

const Variables = z.object({
  DRAWBRIDGE_LOG_LEVEL: LogLevel.default("info"),
  DRAWBRIDGE_ENVIRONMENT: refuseEmpty(Environment.optional()),
  /** Agents cut results from 12,000 characters on. */
  DRAWBRIDGE_MAX_RESULT_CHARACTERS: positiveInteger(10_000),
  DRAWBRIDGE_MAX_RESULT_ROWS: positiveInteger(1_000),
  /**
   * More tokens than 10,000 ASCII characters usually are (ids: 6,100), so that only scripts with about one token per
   * character reach it.
   */
  DRAWBRIDGE_MAX_RESULT_TOKENS: positiveInteger(7_000),
  /**
   * Calls of one user that may be under way at once; one more is refused. One agent has a few, all agents of a person
   * some dozens.
   */
  DRAWBRIDGE_MAX_CALLS_PER_USER: positiveInteger(256),
  /** Seconds that calls in flight may continue once the server is asked to stop. */
  DRAWBRIDGE_DRAIN_SECONDS: z.coerce.number().min(0).default(10),
  DRAWBRIDGE_POLICY_REFRESH_SECONDS: refuseEmpty(z.coerce.number().positive().default(3)),
  /** Seconds that the last known policy is valid while the registry does not answer; after that every call is refused. */
  DRAWBRIDGE_POLICY_STALE_SECONDS: refuseEmpty(
    z.coerce
      .number()
      .positive()
      .default(15 * 60),
  ),
  /** Host names, besides the loopback ones, to which requests may be addressed; separated by commas. */
  DRAWBRIDGE_ALLOWED_HOSTS: z
    .string()
    .default("")
    .transform((hosts) => hosts.split(",").filter((host) => host !== "")),
  /** The credentials of other servers that may call below /internal/v1: `name=credential`, separated by commas. */
  [partSecretVariables.peers]: z
    .string()
    .regex(/^[a-z][a-z0-9-]*=[^,=\s]+(,[a-z][a-z0-9-]*=[^,=\s]+)*$/)
    .transform((peers) => new Map(peers.split(",").map((peer) => splitOnce(peer))))
    .default(new Map()),
  /** Maximum for one request. */
  DRAWBRIDGE_MAX_BODY_BYTES: positiveInteger(4 * 1024 * 1024),
  /** Folder where calls wait until the registry has counted them. Where it is not set, they wait in memory. */
  DRAWBRIDGE_OUTBOX_FOLDER: z.string().optional(),
  DRAWBRIDGE_USAGE_SECONDS: z.coerce.number().positive().default(2),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
});

export type FrameworkSettings = z.output<typeof Variables>;

/** The framework's settings. Throws as readVariables does. */
export const readSettings = (environment: NodeJS.ProcessEnv): FrameworkSettings =>
  readVariables("The server", Variables, environment);

function splitOnce(peer: string): readonly [string, string] {
  const at = peer.indexOf("=");
  return [peer.slice(0, at), peer.slice(at + 1)];
}

const PartVariables = z.object({
  PORT: Port,
  DRAWBRIDGE_REGISTRY_URL: BaseUrl,
  [partSecretVariables.registryCredential]: z.string().min(1),
  [partSecretVariables.edgeProof]: z.string().min(1),
});

/** What else a server needs for its place in a deployment: its port, its registry, its secrets. */
export const readPlace = (environment: NodeJS.ProcessEnv): z.output<typeof PartVariables> =>
  readVariables("The server", PartVariables, environment);
