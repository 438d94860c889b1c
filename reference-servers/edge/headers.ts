/**
 * Which headers pass the edge, in each direction. Pure. It works on the raw name-value list, so that it sees repeated
 * headers.
 */
import { reservedHeaderPrefixes } from "@drawbridge/contracts/identity";

type Header = readonly [name: string, value: string];

/** RFC 9110 §7.6.1: these headers are for one connection, regardless of what else `Connection` names. */
const hopByHop = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
];
/** Legacy sessions (2025-11-25, Streamable HTTP, session management). The edge tags its value: session-tag.ts. */
export const sessionHeader = "mcp-session-id";
/**
 * The client's credentials and their proof end at the edge. `forwarded` is RFC 7239's form of the headers that the edge
 * sets. The edge sets the others again itself.
 */
const neverToServer = [...hopByHop, "authorization", "dpop", "cookie", "forwarded", "host", "expect", sessionHeader];
/** A server must not speak for the edge's origin or for its sign-in. */
const neverToClient = [...hopByHop, "set-cookie", "www-authenticate", "location", "alt-svc"];

/** The request's headers as the server gets them: the client's own, without those that it may not send, then `added`. */
export const requestHeaders = (raw: readonly string[], added: Readonly<Record<string, string>>): string[] => [
  ...withoutNames(raw, neverToServer, reservedHeaderPrefixes).flat(),
  ...Object.entries(added).flat(),
];

/** The answer's headers as the client gets them, each with the value that `rewrite` gives for its name in lower case. */
export const responseHeaders = (
  raw: readonly string[],
  rewrite: (name: string, value: string) => string = (_, value) => value,
): string[] =>
  withoutNames(raw, neverToClient, [...reservedHeaderPrefixes, "access-control-"]).flatMap(([name, value]) => [
    name,
    rewrite(name.toLowerCase(), value),
  ]);

function withoutNames(raw: readonly string[], names: readonly string[], prefixes: readonly string[]): Header[] {
  const headers = pairs(raw);
  const nominated = headers.flatMap(([name, value]) =>
    canonical(name) === "connection" ? value.split(",").map((token) => canonical(token.trim())) : [],
  );
  return headers.filter(([name]) => {
    const header = canonical(name);
    return (
      !names.includes(header) && !nominated.includes(header) && !prefixes.some((prefix) => header.startsWith(prefix))
    );
  });
}

const pairs = (raw: readonly string[]): Header[] =>
  Array.from({ length: raw.length / 2 }, (_, index) => [raw[index * 2] ?? "", raw[index * 2 + 1] ?? ""]);

/**
 * Some servers read `X_Forwarded_User` as `X-Forwarded-User` (CGI turns both into one variable), so the edge does so too.
 */
const canonical = (name: string): string => name.toLowerCase().replaceAll("_", "-");
