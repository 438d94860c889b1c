/** What the poisoning checks find in a version, beside the tools of all other servers. */
import { type CheckedServer, type Finding, poisoningFindings } from "@drawbridge/contracts/poisoning";
import { ServerManifest } from "@drawbridge/contracts/registry";
import { z } from "zod";
import type { Database } from "../database.ts";
import type { ServerVersion } from "./version-store.ts";

/** The hard ones first; empty where the server does not say the schemas of its tools. */
export async function findingsOf(database: Database, { server, tools }: ServerVersion): Promise<Finding[]> {
  if (tools === null) return [];
  return [...poisoningFindings({ name: server, tools }, await othersThan(database, server))];
}

const Row = z.object({ manifest: ServerManifest });

/**
 * The tools of the servers that were there before this one, or that reviews approved, by what their manifests say. A newer server
 * without an approval does not count, because it could copy a tool to block this one. A server that cannot be read is left out.
 */
async function othersThan(database: Database, server: string): Promise<CheckedServer[]> {
  const rows = await database
    .selectFrom("servers")
    .select("manifest")
    .where("name", "<>", server)
    .where(({ or, exists, selectFrom, eb }) =>
      or([
        eb(
          "registered_at",
          "<",
          selectFrom("servers as own").select("own.registered_at").where("own.name", "=", server),
        ),
        exists(selectFrom("server_policies").select("number").whereRef("server_policies.server", "=", "servers.name")),
      ]),
    )
    .execute();
  return rows.flatMap((row) => {
    const { data } = Row.safeParse(row);
    if (data === undefined) return [];
    const { name, tools } = data.manifest;
    return [{ name, tools: tools.map((tool) => ({ ...tool, inputSchema: {} })) }];
  });
}
