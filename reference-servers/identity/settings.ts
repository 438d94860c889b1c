/** The settings of the development identity provider, read once from the environment at its start. */
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { BaseUrl, LogLevel, Port, readVariables, refuseEmpty } from "@drawbridge/hosted/environment";
import { z } from "zod";
import type { ApproverRegistration } from "./clients.ts";

const Variables = z.object({
  PORT: Port.default(0),
  DRAWBRIDGE_ISSUER: z.url().optional(),
  DATABASE_URL: z.string().optional(),
  DRAWBRIDGE_REGISTRY_URL: BaseUrl.optional(),
  [partSecretVariables.approverClient]: z.string().min(32).optional(),
  DRAWBRIDGE_ACCESS_TOKEN_SECONDS: refuseEmpty(z.coerce.number().int().min(1).max(86_400).default(600)),
  DRAWBRIDGE_LOG_LEVEL: LogLevel.default("info"),
});

export interface IdentitySettings {
  /** Port on 127.0.0.1; 0 means any free port. */
  readonly port: number;
  /** Issuer identifier; the default is the URL at which the provider listens. */
  readonly issuer?: string | undefined;
  /** The Postgres that keeps sessions and keys over restarts; without it they are in memory. */
  readonly databaseUrl?: string | undefined;
  readonly accessTokenSeconds: number;
  /** Whether an authorization request must be pushed first, as some companies' providers require; false by default. */
  readonly requirePushedRequests?: boolean;
  /** The registry's client; without it, no user can sign in at the registry's inbox. */
  readonly approver?: ApproverRegistration | undefined;
  readonly logLevel: LogLevel;
}

/** Throws as readVariables does. */
export function readIdentitySettings(environment: NodeJS.ProcessEnv): IdentitySettings {
  const data = readVariables("The identity provider", Variables, environment);
  const { DRAWBRIDGE_REGISTRY_URL: registryUrl, [partSecretVariables.approverClient]: secret } = data;
  return {
    port: data.PORT,
    issuer: data.DRAWBRIDGE_ISSUER,
    databaseUrl: data.DATABASE_URL,
    accessTokenSeconds: data.DRAWBRIDGE_ACCESS_TOKEN_SECONDS,
    approver: registryUrl === undefined || secret === undefined ? undefined : { secret, registryUrl },
    logLevel: data.DRAWBRIDGE_LOG_LEVEL,
  };
}
