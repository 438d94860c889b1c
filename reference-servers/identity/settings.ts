/** The settings of the development identity provider, read once from the environment at its start. */
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { z } from "zod";
import type { ApproverRegistration } from "./clients.ts";

const Variables = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  DRAWBRIDGE_ISSUER: z.url().optional(),
  DATABASE_URL: z.string().optional(),
  DRAWBRIDGE_REGISTRY_URL: z.url().optional(),
  [partSecretVariables.approverClient]: z.string().min(32).optional(),
  DRAWBRIDGE_ACCESS_TOKEN_SECONDS: z.coerce.number().int().min(1).max(86_400).default(600),
  DRAWBRIDGE_LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export interface IdentitySettings {
  /** Port on 127.0.0.1; 0 means any free port. */
  readonly port: number;
  /** Issuer identifier; the default is the URL at which the provider listens. */
  readonly issuer?: string | undefined;
  /** The Postgres that keeps sessions and keys over restarts; without it they are in memory. */
  readonly databaseUrl?: string | undefined;
  readonly accessTokenSeconds: number;
  /** The registry's client; without it, no user can sign in at the registry's inbox. */
  readonly approver?: ApproverRegistration | undefined;
  /** A pino level. */
  readonly logLevel: string;
}

/** Throws an Error that names each invalid variable. */
export function readIdentitySettings(environment: NodeJS.ProcessEnv): IdentitySettings {
  const parsed = Variables.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(
      `The identity provider's settings are invalid.  ${problems.join("; ")}. Correct them and start again.`,
    );
  }
  const { DRAWBRIDGE_REGISTRY_URL: registryUrl, [partSecretVariables.approverClient]: secret } = parsed.data;
  return {
    port: parsed.data.PORT,
    issuer: parsed.data.DRAWBRIDGE_ISSUER,
    databaseUrl: parsed.data.DATABASE_URL,
    accessTokenSeconds: parsed.data.DRAWBRIDGE_ACCESS_TOKEN_SECONDS,
    approver:
      registryUrl === undefined || secret === undefined
        ? undefined
        : { secret, registryUrl: registryUrl.replace(/\/+$/, "") },
    logLevel: parsed.data.DRAWBRIDGE_LOG_LEVEL,
  };
}
