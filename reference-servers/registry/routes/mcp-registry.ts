/** The three routes of the official MCP Registry API that editors need, open to pages of any origin. */
import { areas } from "@drawbridge/contracts/registry-api/areas";
import {
  listMcpServers,
  listMcpServerVersions,
  readMcpServerVersion,
} from "@drawbridge/contracts/registry-api/mcp-registry";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { describeServer, listServers, publicName } from "../mcp-registry.ts";
import { Refused } from "../refusal.ts";
import type { ServerList } from "../server-list.ts";
import type { RegistrySettings } from "../settings.ts";
import { Routes } from "./routes.ts";

export function mcpRegistryRoutes({ edgeUrl }: RegistrySettings, list: ServerList): Hono {
  /** Every server has exactly one version, the current one. */
  const versionsOf = async (name: string) => {
    const serverEntry = (await list()).find(({ manifest }) => manifest.listed && publicName(manifest.name) === name);
    if (serverEntry === undefined) throw new Refused(404, "unknown-server", "There is no server of that name.");
    return describeServer(serverEntry, edgeUrl);
  };

  const { app } = new Routes()
    .serve(listMcpServers, async ({ query, answer }) => {
      const { limit, cursor, search } = query("limit is a number from 1 to 100; cursor and search are texts.");
      return answer(200, listServers(await list(), edgeUrl, { limit, cursor, search }));
    })
    .serve(listMcpServerVersions, async ({ parameters, answer }) => {
      const server = await versionsOf(parameters.name);
      return answer(200, { servers: [server], metadata: { count: 1 } });
    })
    .serve(readMcpServerVersion, async ({ parameters: { name, version }, answer }) => {
      const server = await versionsOf(name);
      if (version !== "latest" && version !== server.server.version) {
        throw new Refused(404, "unknown-server", "There is no such version of that server.");
      }
      return answer(200, server);
    });
  return new Hono().use(`${areas.mcpRegistry}/*`, cors({ origin: "*", allowMethods: ["GET"] })).route("/", app);
}
