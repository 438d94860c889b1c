/**
 * What every server on the framework reads from its environment. A server's own variables come with its
 * definition (`settings`), so that both are checked together.
 */

import { Environment } from "@drawbridge/contracts/identity";
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { DrainSeconds, ListenOnSeconds } from "@drawbridge/hosted/end-on-signal";
import {
  BaseUrl,
  LogLevel,
  Port,
  type Rule,
  readVariables,
  refuseEmpty,
  variable,
} from "@drawbridge/hosted/environment";
import { certificateWithKey, networkVariables } from "@drawbridge/hosted/network";
import { otherFacts } from "@drawbridge/hosted/secret-in";
import { defaultPolicyStaleSeconds, logLevelFacts } from "@drawbridge/hosted/shared-variables";
import { z } from "zod";

const positiveInteger = (preset: number) => z.coerce.number().int().positive().default(preset);

/** `name=credential`, separated by commas. */
const Peers = z
  .string()
  .regex(/^[a-z][a-z0-9-]*=[^,=\s]+(,[a-z][a-z0-9-]*=[^,=\s]+)*$/)
  .transform((peers) => new Map(peers.split(",").map((peer) => splitOnce(peer))))
  .default(new Map());

const Variables = z.object({
  ...networkVariables,
  DRAWBRIDGE_LOG_LEVEL: variable(LogLevel.default("info"), logLevelFacts),
  DRAWBRIDGE_ENVIRONMENT: variable(refuseEmpty(Environment.optional()), {
    means: "Where the server is deployed. Its access policy and its tools decide by it.",
    example: "prod",
    default: "what the server's definition says",
  }),
  DRAWBRIDGE_MAX_RESULT_CHARACTERS: variable(positiveInteger(10_000), {
    means: "Most characters of a tool's answer; a longer one is cut. Agents cut from 12,000 on.",
    example: "10000",
  }),
  DRAWBRIDGE_MAX_RESULT_ROWS: variable(positiveInteger(1_000), {
    means: "Most rows of a tool's answer.",
    example: "1000",
  }),
  /**
   * More tokens than 10,000 ASCII characters usually are (ids: 6,100), so that only scripts with about one token per
   * character reach it.
   */
  DRAWBRIDGE_MAX_RESULT_TOKENS: variable(positiveInteger(7_000), {
    means: "Most tokens of a tool's answer, as the framework counts them.",
    example: "7000",
  }),
  /** One agent has a few, all agents of a person some dozens. */
  DRAWBRIDGE_MAX_CALLS_PER_USER: variable(positiveInteger(256), {
    means: "Calls of one user that may be under way at once; one more is refused.",
    example: "256",
  }),
  /** A person's broker has one for each server. docs/deployment.md says what one costs in memory. */
  DRAWBRIDGE_MAX_SUBSCRIPTIONS: variable(positiveInteger(16_384), {
    means:
      "Change streams (`subscriptions/listen`) that may be open at once. One more is refused, and its client has to ask again.",
    example: "16384",
  }),
  /** A person has one for each machine, a fleet of agents many. */
  DRAWBRIDGE_MAX_SUBSCRIPTIONS_PER_USER: variable(positiveInteger(256), {
    means: "Change streams of one user that may be open at once.",
    example: "256",
  }),
  DRAWBRIDGE_DRAIN_SECONDS: variable(DrainSeconds.optional(), {
    means: "Seconds that calls in flight may continue once the server accepts nothing new.",
    example: "60",
    default: "as long as the server's longest tool may run; the embedded stack gives its parts 5",
  }),
  DRAWBRIDGE_POLICY_REFRESH_SECONDS: variable(refuseEmpty(z.coerce.number().positive().default(3)), {
    means: "Seconds between two questions to the registry for the policy.",
    example: "3",
  }),
  DRAWBRIDGE_LEASE_SECONDS: variable(refuseEmpty(z.coerce.number().min(1).max(3600).default(10)), {
    means:
      "Seconds after which the registry forgets an instance that does not ask for its policy any more. At least three times DRAWBRIDGE_POLICY_REFRESH_SECONDS.",
    example: "10",
  }),
  DRAWBRIDGE_POLICY_STALE_SECONDS: variable(
    refuseEmpty(z.coerce.number().positive().default(defaultPolicyStaleSeconds)),
    {
      means:
        "Seconds that the last known policy is valid while the registry does not answer. After that, every call is refused.",
      example: "900",
    },
  ),
  [partSecretVariables.peers]: variable(Peers, {
    means:
      "Credentials of the other servers that may call this one below /internal/v1: `name=credential`, separated by commas.",
    example: "spark=CREDENTIAL",
    default: "no other server may",
    secret: true,
  }),
  [partSecretVariables.peersOther]: variable(Peers, otherFacts(partSecretVariables.peers)),
  DRAWBRIDGE_MAX_BODY_BYTES: variable(positiveInteger(4 * 1024 * 1024), {
    means: "Most bytes of one request.",
    example: "4194304",
  }),
  DRAWBRIDGE_OUTBOX_FOLDER: variable(z.string().optional(), {
    means: "Folder where calls wait until the registry has counted them.",
    example: "/var/lib/drawbridge/outbox",
    default: "they wait in memory",
  }),
  DRAWBRIDGE_USAGE_SECONDS: variable(z.coerce.number().positive().default(2), {
    means: "Seconds between two reports of calls to the registry.",
    example: "2",
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: variable(z.url().optional(), {
    means: "Address of the OpenTelemetry collector that gets the traces.",
    example: "http://otel.acme.test:4318",
    default: "no traces are sent",
  }),
});

export type FrameworkSettings = z.output<typeof Variables>;

/** The framework's settings. Throws as readVariables does. */
export const readSettings = (environment: NodeJS.ProcessEnv): FrameworkSettings =>
  readVariables("The server", Variables, environment);

/** Null where the text is not what the variable may hold, such as the text of a file that is being written. */
export const readPeers = (text: string): ReadonlyMap<string, string> | null =>
  text === "" ? new Map() : (Peers.safeParse(text).data ?? null);

function splitOnce(peer: string): readonly [string, string] {
  const at = peer.indexOf("=");
  return [peer.slice(0, at), peer.slice(at + 1)];
}

const PartVariables = z.object({
  PORT: variable(Port, { means: "Port that the server listens on; 0 for any free one.", example: "7410" }),
  DRAWBRIDGE_REGISTRY_URL: variable(BaseUrl, {
    means: "Address where the server reaches the registry.",
    example: "https://drawbridge.acme.test",
  }),
  DRAWBRIDGE_SERVER_URL: variable(BaseUrl.optional(), {
    means:
      "Address where the edge and the registry reach this server, which it announces. Its MCP endpoint is at `/mcp` below it.",
    example: "http://presto.drawbridge.svc:8080",
    default: "where it listens, which is right on one machine only",
  }),
  DRAWBRIDGE_LISTEN_ON_SECONDS: ListenOnSeconds,
  [partSecretVariables.registryCredential]: variable(z.string().min(1), {
    means: "The server's own credential at the registry, derived from the root secret and the server's name.",
    example: "CREDENTIAL",
    secret: true,
  }),
  [partSecretVariables.registryCredentialOther]: variable(
    z.string().min(1).optional(),
    otherFacts(partSecretVariables.registryCredential),
  ),
  [partSecretVariables.edgeProof]: variable(z.string().min(1), {
    means: "What the edge shows to this server, derived from the root secret and the server's name.",
    example: "PROOF",
    secret: true,
  }),
  [partSecretVariables.edgeProofOther]: variable(
    z.string().min(1).optional(),
    otherFacts(partSecretVariables.edgeProof),
  ),
});

/** What every server on the framework reads, in a deployment. */
export const ServerVariables = Variables.extend(PartVariables.shape);

/** What a server needs for its place in a deployment: its port, its registry, its secrets. */
export type Place = z.output<typeof PartVariables>;

/** The variables of one server, besides those of every server, and what they must satisfy together. */
export interface OwnVariables {
  /** Each declared with `variable`. */
  readonly variables: z.ZodObject;
  readonly rules?: readonly Rule[];
}

/**
 * Reads everything that a server reads, its own variables among it, so that all problems come at once and before
 * anything is opened. Throws as readVariables does.
 */
export function readPlace(
  environment: NodeJS.ProcessEnv,
  { title, own }: { readonly title?: string; readonly own?: OwnVariables | undefined } = {},
): Place {
  const part = title === undefined ? "The server" : `The ${title} server`;
  const all = z.object({ ...own?.variables.shape, ...ServerVariables.shape });
  return readVariables(part, all, environment, [certificateWithKey, ...(own?.rules ?? [])]);
}
