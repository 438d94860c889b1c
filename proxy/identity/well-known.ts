/** Everything that a registry's URL leads to, so that a user configures only one URL. */
import { type Answer, ApiClient, NoAnswerError } from "@drawbridge/contracts/http-api/client";
import { anonymous } from "@drawbridge/contracts/http-api/credentials";
import type { WellKnown } from "@drawbridge/contracts/registry";
import { describeRegistry } from "@drawbridge/contracts/registry-api/public";
import { reasonOf } from "../network/failure-reason.ts";
import type { Fetch } from "../network/fetch.ts";
import { secureAddress } from "./address.ts";
import { badRegistry, unreachable } from "./errors.ts";

const timeoutMs = 10_000;

/** Asks the registry and checks the answer. Throws `bad-registry`, `insecure-address` or `unreachable`. */
export async function discoverRegistry(
  registry: string,
  fetch: Fetch = globalThis.fetch,
  signal?: AbortSignal,
): Promise<WellKnown> {
  return readWellKnown(registry, await requestWellKnown(registry, fetch, signal));
}

/** Sends the request. `registry` may lack its scheme. Then it is https, or http for this machine. */
export async function requestWellKnown(
  registry: string,
  fetch: Fetch,
  signal?: AbortSignal,
): Promise<Answer<typeof describeRegistry>> {
  const { origin, pathname } = registryAddress(registry);
  const base = `${origin}${pathname.replace(/\/+$/, "")}`;
  const client = new ApiClient({ area: "public", address: () => base, credentials: anonymous, fetch, timeoutMs });
  try {
    return await client.call(describeRegistry, { signal });
  } catch (error) {
    const cause = error instanceof NoAnswerError ? error.cause : error;
    throw unreachable("registry", base, reasonOf(cause), cause);
  }
}

/** Checks the answer. Throws `bad-registry`, `insecure-address`, or `unreachable` for a server's error. */
export function readWellKnown(registry: string, answer: Answer<typeof describeRegistry>): WellKnown {
  if (answer.kind === "refused") {
    const what = `HTTP ${answer.status}`;
    throw answer.status >= 500 ? unreachable("registry", registry, what) : badRegistry(registry, what);
  }
  if (answer.kind === "unreadable") throw badRegistry(registry, "its answer is not what a registry says of itself");
  const wellKnown = answer.body;
  for (const part of ["registry", "api", "edge", "issuer"] as const) secureAddress(part, wellKnown[part]);
  return wellKnown;
}

/** What the user typed, as a URL. Throws `bad-registry` or `insecure-address`. */
export function registryAddress(typed: string): URL {
  const local = /^(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(typed);
  const address = /^[a-z]+:\/\//i.test(typed) ? typed : `${local ? "http" : "https"}://${typed}`;
  if (!URL.canParse(address)) throw badRegistry(typed, "it is not a URL");
  return secureAddress("registry", address);
}
