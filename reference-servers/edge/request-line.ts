/** What a request asks of the edge. It is read strictly from the method, target and Host, before anything else is read. */
import type { RefusalStatus } from "@drawbridge/contracts/error-codes/refusals";
import { belowBase } from "@drawbridge/hosted/base-path";
import { isOwnHost } from "@drawbridge/hosted/host";
import { badRequest, metadataPrefix, type Refused } from "./refusal.ts";

export type RequestTarget =
  | { readonly kind: "server"; readonly server: string; readonly query: string }
  | { readonly kind: "metadata"; readonly server: string }
  | { readonly kind: "health" }
  | { readonly kind: "readiness" }
  | { readonly kind: "metrics" }
  | { readonly kind: "refused"; readonly refused: Refused };

export interface RequestLine {
  readonly method: string;
  /** As it was sent. Nothing is decoded or normalized, so that neither can be used to smuggle something in. */
  readonly target: string;
  readonly host: string | undefined;
}

/** A name as ServerName allows it; the whole target must match. */
const serverTarget = /^\/mcp\/([a-z][a-z0-9-]{0,24})(\?[^#]*)?$/;
const metadataTarget = /^\/mcp\/([a-z][a-z0-9-]{0,24})$/;
const methods = ["GET", "POST", "DELETE"];

/** What operators ask by the address of a pod. No page gains anything from the answers. */
const probes: Readonly<Record<string, "health" | "readiness" | "metrics">> = {
  "/healthz": "health",
  "/readyz": "readiness",
  "/metrics": "metrics",
};

/**
 * `ownUrl` is the address that clients use for the edge. Besides its host, loopback names and `allowedHosts` are accepted.
 * Probes are answered under any name. Where `ownUrl` has a path, an ingress may strip it or leave it.
 */
export function readRequestLine(
  { method, target: sent, host }: RequestLine,
  ownUrl: string,
  allowedHosts?: readonly string[],
): RequestTarget {
  const target = belowBase(sent, ownUrl);
  const probe = Object.hasOwn(probes, target) ? probes[target] : undefined;
  if (method === "GET" && probe !== undefined) return { kind: probe };
  if (!isOwnHost(host, ownUrl, allowedHosts))
    return no(421, "This host name is not served here. Use the address that the registry gives.");
  if (!methods.includes(method)) return no(405, `${method} is not served here.`, { allow: methods.join(", ") });
  const [, server, query = ""] = serverTarget.exec(target) ?? [];
  if (server !== undefined) return { kind: "server", server, query };
  if (method !== "GET") return no(404, "There is nothing here. Servers are below /mcp/.");
  const resource = target.startsWith(metadataPrefix) ? target.slice(metadataPrefix.length) : "";
  const [, described] = metadataTarget.exec(belowBase(resource, ownUrl)) ?? [];
  if (described !== undefined) return { kind: "metadata", server: described };
  return no(404, "There is nothing here. Servers are below /mcp/.");
}

const no = (status: RefusalStatus<"bad-request">, message: string, headers?: Refused["headers"]): RequestTarget => ({
  kind: "refused",
  refused: badRequest(status, message, headers),
});
