/**
 * How this machine reaches the network: proxies and authorities. A bridge that an agent starts has no environment
 * variables for this. So the settings with which a sign-in succeeded are stored in the home, and every broker uses
 * them.
 */
import { isAbsolute, resolve } from "node:path";
import { readIfThere, writeAtomically } from "@drawbridge/contracts/atomic-file";
import { z } from "zod";
import type { Home } from "../files/home.ts";

const proxyUrl = z.url({ protocol: /^https?$/ }).nullable();

const NetworkSettings = z.object({
  /** For https and for http targets. It may hold a user and a password, so it is shown only by `shownProxy`. */
  httpsProxy: proxyUrl,
  httpProxy: proxyUrl,
  /** As in the variable NO_PROXY. */
  noProxy: z.string(),
  /** Absolute path of a PEM file with authorities besides the system's: NODE_EXTRA_CA_CERTS, or else SSL_CERT_FILE. */
  extraAuthorities: z.string().refine(isAbsolute).nullable(),
});
export type NetworkSettings = Readonly<z.infer<typeof NetworkSettings>>;

/**
 * The settings of an environment, by the variables that curl and Node know, lower case first. A proxy without a scheme
 * is an http proxy, as for curl. One that is not a URL counts as no proxy.
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

/** The settings that a home stores; if it stores none, those of the environment. */
export async function networkOf(home: Home, environment: NodeJS.ProcessEnv): Promise<NetworkSettings> {
  return (await rememberedNetwork(home)) ?? settingsFrom(environment);
}

/** Null before the first sign-in from a terminal, or if the file is damaged. */
export async function rememberedNetwork(home: Home): Promise<NetworkSettings | null> {
  const text = await readIfThere(home.networkFile);
  if (text === null) return null;
  try {
    return NetworkSettings.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Stores settings with which a sign-in has just succeeded. */
export async function rememberNetwork(home: Home, settings: NetworkSettings): Promise<void> {
  await writeAtomically(home.networkFile, `${JSON.stringify(settings, null, 2)}\n`);
}

/** A proxy as a person may see it: without its user and password. */
export function shownProxy(proxy: string): string {
  const { protocol, host } = new URL(proxy);
  return `${protocol}//${host}`;
}
