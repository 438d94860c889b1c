/**
 * How this machine reaches the registry: the proxy, the authorities that it trusts, and whether the agents' broker
 * knows of them.
 */
import { readFileSync } from "node:fs";
import tls from "node:tls";
import { nodeListsAuthorities } from "../../network/authorities.ts";
import { isUnknownAuthority, reasonOf } from "../../network/failure-reason.ts";
import { proxyFor } from "../../network/route.ts";
import { type NetworkSettings, shownProxy } from "../../network/settings.ts";
import { TunnelFailure } from "../../network/tunnel.ts";
import { type Finding, note, ok, problem } from "./finding.ts";

/**
 * `used` are the settings that the broker uses, `environment` those of this terminal's environment. `unreadable` says
 * which of its variables name no proxy.
 */
export function judgeProxy(
  registry: URL,
  used: NetworkSettings,
  environment: NetworkSettings,
  unreadable: string | null = null,
): Finding {
  if (unreadable !== null) return note("proxy", unreadable, "Correct it here, then run `drawbridge login`.");
  const proxy = proxyFor(registry, used);
  const here = proxyFor(registry, environment);
  const proxyUse =
    proxy === null ? "none on the way to the registry" : `${shownProxy(proxy)} on the way to the registry`;
  if (proxy === here) return ok("proxy", proxyUse);
  const other = here === null ? "this terminal uses none" : `this terminal uses ${shownProxy(here)}`;
  return note(
    "proxy",
    `${proxyUse}; ${other}`,
    "If this terminal is right, run `drawbridge login` in it: agents then go the same way.",
  );
}

export function judgeAuthorities({ extraAuthorities }: NetworkSettings): Finding {
  const system = nodeListsAuthorities ? "Node's and the system's" : "Node's and, on Linux, the system's";
  if (extraAuthorities === null) return ok("authorities", system);
  const why = uselessness(extraAuthorities);
  if (why === null) return ok("authorities", `${system}, and those in ${extraAuthorities}`);
  return problem(
    "authorities",
    `${extraAuthorities} ${why}`,
    "Set NODE_EXTRA_CA_CERTS to a PEM file of your company's authority, and run `drawbridge login`.",
  );
}

/** Why a file of authorities cannot be used; null if it can. */
function uselessness(file: string): string | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return "cannot be read";
  }
  try {
    tls.createSecureContext({ ca: text });
  } catch {
    return "is not a PEM file of certificates";
  }
  return text.includes("-----BEGIN CERTIFICATE-----") ? null : "holds no certificate";
}

/** The problem on the way of a request, if it lies in the network; null if only the other side is not there. */
export function judgeRefusal(failure: unknown): Finding | null {
  const cause = rootOf(failure);
  if (cause instanceof TunnelFailure) {
    return problem("proxy", reasonOf(cause), "Correct HTTPS_PROXY and NO_PROXY here, then run `drawbridge login`.");
  }
  if (isUnknownAuthority(cause)) {
    return problem(
      "authorities",
      "the registry's certificate is signed by an authority that this machine does not trust",
      "Set NODE_EXTRA_CA_CERTS to the PEM file of your company's authority, and run `drawbridge login`.",
    );
  }
  return null;
}

const rootOf = (error: unknown): unknown => (error instanceof Error && error.cause ? rootOf(error.cause) : error);
