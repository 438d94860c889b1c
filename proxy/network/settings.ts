/**
 * How this machine reaches the world: proxies and authorities. A bridge that an agent starts brings no environment, so
 * those with which a sign-in worked are remembered in the home, and whoever starts a broker, it uses them.
 */
import { isAbsolute, resolve } from "node:path";
import { z } from "zod";
import { readIfThere, writeAtomically } from "../files/atomic-file.ts";
import type { Home } from "../files/home.ts";

const proxyUrl = z.url({ protocol: /^https?$/ }).nullable();

const NetworkSettings = z.object({
  /** For https and for http targets; may hold a user and password, so it is shown by `shownProxy` alone. */
  httpsProxy: proxyUrl,
  httpProxy: proxyUrl,
  /** As in the variable NO_PROXY. */
  noProxy: z.string(),
  /** A PEM file of authorities beside the system's: NODE_EXTRA_CA_CERTS, or else SSL_CERT_FILE; absolute. */
  extraAuthorities: z.string().refine(isAbsolute).nullable(),
});
export type NetworkSettings = Readonly<z.infer<typeof NetworkSettings>>;

/**
 * What an environment asks for, by the variables that curl and Node know, lower case first. A proxy without a scheme
 * is an http one, as curl has it; one that is no URL is none.
 */
export function settingsFrom(environment: NodeJS.ProcessEnv): NetworkSettings {
  const authorities = environment.NODE_EXTRA_CA_CERTS || environment.SSL_CERT_FILE;
  const variable = (name: string) => environment[name.toLowerCase()] || environment[name] || "";
  const all = variable("ALL_PROXY");
  return {
    httpsProxy: asProxy(variable("HTTPS_PROXY") || all),
    httpProxy: asProxy(variable("HTTP_PROXY") || all),
    noProxy: variable("NO_PROXY"),
    extraAuthorities: authorities ? resolve(authorities) : null,
  };
}

function asProxy(text: string): string | null {
  if (text === "") return null;
  return proxyUrl.safeParse(text.includes("://") ? text : `http://${text}`).data ?? null;
}

/** What a home remembers; the environment's where it remembers nothing. */
export async function networkOf(home: Home, environment: NodeJS.ProcessEnv): Promise<NetworkSettings> {
  return (await rememberedNetwork(home)) ?? settingsFrom(environment);
}

/** Null before the first sign-in from a terminal, or where the file is damaged. */
export async function rememberedNetwork(home: Home): Promise<NetworkSettings | null> {
  const text = await readIfThere(home.networkFile);
  if (text === null) return null;
  try {
    return NetworkSettings.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Remembers settings that a sign-in has just worked with. */
export async function rememberNetwork(home: Home, settings: NetworkSettings): Promise<void> {
  await writeAtomically(home.networkFile, `${JSON.stringify(settings, null, 2)}\n`);
}

/** A proxy as a person may see it: without its user and password. */
export function shownProxy(proxy: string): string {
  const { protocol, host } = new URL(proxy);
  return `${protocol}//${host}`;
}
