/**
 * The catalogue in the shape of the official MCP Registry API, v0.1 (its openapi.yaml of 2025-12-01), which editors and
 * their policies read. It is anonymous, so it holds only the listed servers, and only what a stranger may know of them.
 */
import { createHash } from "node:crypto";
import { canonicalJson } from "@drawbridge/contracts/digest";
import { edgePath } from "@drawbridge/contracts/registry";
import type { Entry } from "./store.ts";

const schema = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";
/** Longest description that the schema allows. */
const maxDescriptionLength = 100;

export interface Page {
  readonly search: string | undefined;
  /** The last name of the page before. */
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** The name in this API: a namespace, a slash, and the server's own name. */
export const publicName = (server: string): string => `drawbridge/${server}`;

/** One page of the listed servers, by name. */
export function listServers(entries: readonly Entry[], edgeUrl: string, { search, cursor, limit }: Page) {
  const matching = entries
    .filter(({ manifest }) => manifest.listed)
    .map((entry) => describeServer(entry, edgeUrl))
    .filter(({ server }) => search === undefined || server.name.includes(search.toLowerCase()))
    .filter(({ server }) => cursor === undefined || server.name > cursor);
  const servers = matching.slice(0, limit);
  const last = servers.at(-1)?.server.name;
  const more = matching.length > servers.length && last !== undefined;
  return { servers, metadata: { count: servers.length, ...(more ? { nextCursor: last } : {}) } };
}

export function describeServer({ manifest, registeredAt, changedAt }: Entry, edgeUrl: string) {
  const { name, title, description } = manifest;
  return {
    server: {
      $schema: schema,
      name: publicName(name),
      title,
      description:
        description.length > maxDescriptionLength ? `${description.slice(0, maxDescriptionLength - 1)}…` : description,
      // Servers have no version of their own. This one changes exactly when a server's manifest changes.
      version: `0.0.0-m${createHash("sha256").update(canonicalJson(manifest)).digest("hex").slice(0, 12)}`,
      remotes: [{ type: "streamable-http", url: `${edgeUrl}${edgePath(name)}` }],
    },
    _meta: {
      "io.modelcontextprotocol.registry/official": {
        status: manifest.deprecated === undefined ? "active" : "deprecated",
        publishedAt: registeredAt.toISOString(),
        updatedAt: changedAt.toISOString(),
        isLatest: true,
      },
    },
  };
}
