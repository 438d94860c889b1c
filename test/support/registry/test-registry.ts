/** The real registry on a real Postgres, with an issuer whose keys the test holds. */
import { randomBytes } from "node:crypto";
import type { Part } from "@drawbridge/contracts/part";
import { registryCredential } from "@drawbridge/contracts/part-secret";
import type { ServerManifest } from "@drawbridge/contracts/registry";
import type { RegistrySettings } from "@drawbridge/registry/settings";
import { startRegistry } from "@drawbridge/registry/start";
import { freshDatabase } from "../engines/postgres.ts";
import { type Claims, startIssuer, type TestIssuer } from "../identity/issuer.ts";
import { freePort } from "../network/listening.ts";

/** The secrets of a test stay the same. */
export type FixedSettings = RegistrySettings & {
  readonly rootSecret: string;
  readonly databaseUrl: string;
  readonly sealSecret?: string | undefined;
};

export interface TestRegistry {
  readonly settings: FixedSettings;
  readonly url: string;
  readonly issuer: TestIssuer;
  readonly part: Part;
  /** Sends a request as a user with these claims. */
  asUser(path: string, claims?: Claims): Promise<Response>;
  /** Sends a request to an internal route as the part with this name. */
  asPart(part: string, path: string, init?: RequestInit): Promise<Response>;
  /** Announces a server that listens at `url`, as that server. */
  announce(manifest: ServerManifest, url: string): Promise<Response>;
  close(): Promise<void>;
}

/** What a test sets otherwise: settings, the time by which requests expire, and what happens before the registry starts. */
export type TestRegistryOptions = Partial<FixedSettings> & {
  readonly now?: () => Date;
  readonly prepare?: (settings: FixedSettings) => Promise<void>;
};

export async function startTestRegistry({
  now,
  prepare,
  ...overrides
}: TestRegistryOptions = {}): Promise<TestRegistry> {
  const issuer = await startIssuer();
  const port = overrides.port ?? (await freePort());
  const url = `${overrides.network?.tls === undefined ? "http" : "https"}://127.0.0.1:${port}`;
  const rootSecret = overrides.rootSecret ?? randomBytes(32).toString("base64url");
  const settings: FixedSettings = {
    ...{
      port,
      url,
      rootSecret,
      sealSecret: randomBytes(32).toString("base64url"),
      issuer: issuer.url,
      edgeUrl: "http://127.0.0.1:7999",
      environment: "dev",
    },
    ...{ databaseUrl: overrides.databaseUrl ?? (await freshDatabase()), logLevel: "silent", ...overrides },
  };
  await prepare?.(settings);
  const part = await startRegistry(settings, now && { now });
  const asPart: TestRegistry["asPart"] = (name, path, init = {}) =>
    fetch(`${url}/internal/v1${path}`, {
      ...init,
      headers: { authorization: `Bearer ${registryCredential(rootSecret, name)}`, ...init.headers },
    });
  return {
    ...{ settings, url, issuer, part, asPart },
    asUser: async (path, claims) =>
      await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${await issuer.mint(claims)}` } }),
    announce: (manifest, at) =>
      asPart(manifest.name, `/servers/${manifest.name}`, {
        method: "PUT",
        body: JSON.stringify({ manifest, url: at }),
      }),
    async close() {
      await part.close();
      await issuer.stop();
    },
  };
}
