/** What moves the development identity provider: read from the environment once, at its start. */
import { z } from "zod";

const Variables = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  DRAWBRIDGE_ISSUER: z.url().optional(),
  DATABASE_URL: z.string().optional(),
  DRAWBRIDGE_ACCESS_TOKEN_SECONDS: z.coerce.number().int().min(1).max(86_400).default(600),
  DRAWBRIDGE_LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export interface IdentitySettings {
  /** Port of 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Issuer identifier; absent: the URL it listens at. */
  readonly issuer?: string | undefined;
  /** Postgres that keeps sessions and keys over restarts; absent: memory. */
  readonly databaseUrl?: string | undefined;
  readonly accessTokenSeconds: number;
  /** A pino level. */
  readonly logLevel: string;
}

/** Throws a message that names the variable where one cannot be understood. */
export function readIdentitySettings(environment: NodeJS.ProcessEnv): IdentitySettings {
  const parsed = Variables.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(
      `The identity provider's settings are not usable. ${problems.join("; ")}. Correct them and start again.`,
    );
  }
  return {
    port: parsed.data.PORT,
    issuer: parsed.data.DRAWBRIDGE_ISSUER,
    databaseUrl: parsed.data.DATABASE_URL,
    accessTokenSeconds: parsed.data.DRAWBRIDGE_ACCESS_TOKEN_SECONDS,
    logLevel: parsed.data.DRAWBRIDGE_LOG_LEVEL,
  };
}
