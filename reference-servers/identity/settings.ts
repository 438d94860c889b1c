/** The settings of the development identity provider, read once from the environment at its start. */
import { minSecretLength, partSecretVariables } from "@drawbridge/contracts/part-secret";
import type { Secret } from "@drawbridge/contracts/secret";
import { ListenOnSeconds, type OwnProcess } from "@drawbridge/hosted/end-on-signal";
import { BaseUrl, LogLevel, Port, readVariables, refuseEmpty, variable } from "@drawbridge/hosted/environment";
import { certificateWithKey, type Network, networkOf, networkVariables } from "@drawbridge/hosted/network";
import { otherFacts, secretIn } from "@drawbridge/hosted/secret-in";
import { logLevelFacts } from "@drawbridge/hosted/shared-variables";
import { z } from "zod";
import type { ApproverRegistration } from "./clients.ts";

export const IdentityVariables = z.object({
  PORT: variable(Port.default(0), { means: "Port that it listens on; 0 for any free one.", example: "7402" }),
  ...networkVariables,
  DRAWBRIDGE_ISSUER: variable(z.url().optional(), {
    means: "Its issuer identifier, which is inside every token.",
    example: "http://127.0.0.1:7402",
    default: "the address where it listens",
  }),
  DATABASE_URL: variable(z.string().optional(), {
    means: "The Postgres that keeps sessions and keys over restarts.",
    example: "postgres://identity:PASSWORD@db.acme.test:5432/identity",
    default: "they are in memory",
    secret: true,
  }),
  DATABASE_URL_OTHER: variable(z.string().optional(), otherFacts("DATABASE_URL")),
  DRAWBRIDGE_REGISTRY_URL: variable(BaseUrl.optional(), {
    means: "Address of the registry, to which the inbox's sign-in returns.",
    example: "https://drawbridge.acme.test",
    default: "no user can sign in at the inbox",
  }),
  [partSecretVariables.approverClient]: variable(z.string().min(minSecretLength).optional(), {
    means: "Secret of the registry's client; the registry has the same one.",
    example: "$(openssl rand -base64 48)",
    default: "no user can sign in at the inbox",
    secret: true,
  }),
  [partSecretVariables.approverClientOther]: variable(
    z.string().min(minSecretLength).optional(),
    otherFacts(partSecretVariables.approverClient),
  ),
  DRAWBRIDGE_ACCESS_TOKEN_SECONDS: variable(refuseEmpty(z.coerce.number().int().min(1).max(86_400).default(600)), {
    means: "Seconds that an access token is valid.",
    example: "600",
  }),
  DRAWBRIDGE_LISTEN_ON_SECONDS: ListenOnSeconds,
  DRAWBRIDGE_LOG_LEVEL: variable(LogLevel.default("info"), logLevelFacts),
});

/** The variables of its database. */
export const StoreVariables = IdentityVariables.pick({ DATABASE_URL: true, DATABASE_URL_OTHER: true });

export interface IdentitySettings {
  /** 0 means any free port. */
  readonly port: number;
  readonly network?: Network;
  /** Issuer identifier; the default is the URL at which the provider listens. */
  readonly issuer?: string | undefined;
  /** The Postgres that keeps sessions and keys over restarts; without it they are in memory. */
  readonly databaseUrl?: Secret | undefined;
  readonly accessTokenSeconds: number;
  /** Whether an authorization request must be pushed first, as some companies' providers require; false by default. */
  readonly requirePushedRequests?: boolean;
  /** The registry's client; without it, no user can sign in at the registry's inbox. */
  readonly approver?: ApproverRegistration | undefined;
  readonly logLevel: LogLevel;
}

/** Throws as readVariables does. */
export function readIdentitySettings(environment: NodeJS.ProcessEnv): IdentitySettings & OwnProcess {
  const data = readVariables("The identity provider", IdentityVariables, environment, [certificateWithKey]);
  const { DRAWBRIDGE_REGISTRY_URL: registryUrl, [partSecretVariables.approverClient]: secret } = data;
  return {
    port: data.PORT,
    network: networkOf(data),
    issuer: data.DRAWBRIDGE_ISSUER,
    databaseUrl: data.DATABASE_URL && secretIn(environment, "DATABASE_URL", data.DATABASE_URL),
    accessTokenSeconds: data.DRAWBRIDGE_ACCESS_TOKEN_SECONDS,
    approver:
      registryUrl === undefined || secret === undefined
        ? undefined
        : { secret: secretIn(environment, partSecretVariables.approverClient, secret, minSecretLength), registryUrl },
    listenOnSeconds: data.DRAWBRIDGE_LISTEN_ON_SECONDS,
    logLevel: data.DRAWBRIDGE_LOG_LEVEL,
  };
}
