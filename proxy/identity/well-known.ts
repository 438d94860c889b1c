/** `GET /.well-known/drawbridge`: everything that follows from a registry's URL, so that a user configures one. */
import { WellKnown } from "@drawbridge/contracts/registry";
import type { Fetch } from "../network/fetch.ts";
import { reasonOf } from "../network/reason.ts";
import { secureAddress } from "./address.ts";
import { badRegistry, unreachable } from "./errors.ts";

const patienceMs = 10_000;

/** Asks and judges. Throws `bad-registry`, `insecure-address` or `unreachable`. */
export async function discoverRegistry(
  registry: string,
  fetch: Fetch = globalThis.fetch,
  signal?: AbortSignal,
): Promise<WellKnown> {
  return readWellKnown(registry, await requestWellKnown(registry, fetch, signal));
}

/** Sends the request. `registry` may lack its scheme: https then, or http for this machine. */
export async function requestWellKnown(registry: string, fetch: Fetch, signal?: AbortSignal): Promise<Response> {
  const url = new URL("/.well-known/drawbridge", registryAddress(registry));
  const patience = AbortSignal.timeout(patienceMs);
  try {
    return await fetch(url, {
      headers: { accept: "application/json" },
      redirect: "error",
      signal: signal === undefined ? patience : AbortSignal.any([patience, signal]),
    });
  } catch (error) {
    throw unreachable("registry", url.origin, reasonOf(error), error);
  }
}

/** Judges the answer. Throws `bad-registry`, `insecure-address`, or `unreachable` for a server's error. */
export async function readWellKnown(registry: string, response: Response): Promise<WellKnown> {
  if (response.status >= 500) throw unreachable("registry", registry, `HTTP ${response.status}`);
  if (!response.ok) throw badRegistry(registry, `HTTP ${response.status}`);
  const body: unknown = await response.json().catch(() => undefined);
  const parsed = WellKnown.safeParse(body);
  if (!parsed.success) throw badRegistry(registry, "its answer is not what a registry says of itself");
  const wellKnown = parsed.data;
  for (const part of ["registry", "api", "edge", "issuer"] as const) secureAddress(part, wellKnown[part]);
  return wellKnown;
}

/** What the user typed as a URL. Throws `bad-registry` or `insecure-address`. */
export function registryAddress(typed: string): URL {
  const local = /^(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(typed);
  const address = /^[a-z]+:\/\//i.test(typed) ? typed : `${local ? "http" : "https"}://${typed}`;
  if (!URL.canParse(address)) throw badRegistry(typed, "it is not a URL");
  return secureAddress("registry", address);
}
