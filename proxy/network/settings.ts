/**
 * How this machine reaches the network: proxies and authorities. A bridge that an agent starts has no environment
 * variables for this. So the settings with which a sign-in succeeded are stored in the home, and every broker uses
 * them.
 */
import { isAbsolute, resolve } from "node:path";
import { readIfThere, writeAtomically } from "@drawbridge/contracts/atomic-file";
import { z } from "zod";
import type { Home } from "../files/home.ts";
import { proxyAddress } from "./proxy-address.ts";

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
 * is an http proxy, as for curl. One that is no address counts as no proxy (`unreadableProxies`).
 */
export function settingsFrom(environment: NodeJS.ProcessEnv): NetworkSettings {
  const authorities = environment.NODE_EXTRA_CA_CERTS || environment.SSL_CERT_FILE;
  const proxyOf = (name: ProxyVariable) => proxyAddress(variableIn(environment, proxyVariable(environment, name)));
  return {
    httpsProxy: proxyOf("HTTPS_PROXY"),
    httpProxy: proxyOf("HTTP_PROXY"),
    noProxy: variableIn(environment, "NO_PROXY"),
    extraAuthorities: authorities ? resolve(authorities) : null,
  };
}

type ProxyVariable = "HTTPS_PROXY" | "HTTP_PROXY";

const variableIn = (environment: NodeJS.ProcessEnv, name: string): string =>
  environment[name.toLowerCase()] || environment[name] || "";

/** The variable that names the proxy of a scheme. */
const proxyVariable = (environment: NodeJS.ProcessEnv, name: ProxyVariable): string =>
  variableIn(environment, name) === "" ? "ALL_PROXY" : name;

/**
 * What to tell a person about the variables that are set and name no HTTP proxy, so that connections go out without one;
 * null if there are none. The values are not shown, because they may hold a password.
 */
export function unreadableProxies(environment: NodeJS.ProcessEnv): string | null {
  const names = (["HTTPS_PROXY", "HTTP_PROXY"] as const).map((name) => proxyVariable(environment, name));
  const unreadable = [...new Set(names)].filter((name) => {
    const value = variableIn(environment, name);
    return value !== "" && proxyAddress(value) === null;
  });
  if (unreadable.length === 0) return null;
  const holds = unreadable.length === 1 ? "holds" : "hold";
  return `${unreadable.join(" and ")} ${holds} no address of an HTTP proxy (http://USER:PASSWORD@HOST:PORT), so no proxy is used`;
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
