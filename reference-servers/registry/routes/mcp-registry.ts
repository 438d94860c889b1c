/** `/v0.1`: the three reads of the official MCP Registry API that editors need, open to pages of any origin. */
import { Hono } from "hono";
import { cors } from "hono/cors";
import { z } from "zod";
import type { Database } from "../database.ts";
import { describeServer, listServers, publicName } from "../mcp-registry.ts";
import { Refused } from "../refusal.ts";
import type { RegistrySettings } from "../settings.ts";
import { entries } from "../store.ts";

const Listing = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z.string().max(300).optional(),
  search: z.string().max(300).optional(),
});

export function mcpRegistryRoutes({ edgeUrl }: RegistrySettings, database: Database): Hono {
  /** Every server has the one version that it has now. */
  const versionsOf = async (name: string) => {
    const found = (await entries(database)).find(
      ({ manifest }) => manifest.listed && publicName(manifest.name) === name,
    );
    if (found === undefined) throw new Refused(404, "unknown-server", "There is no server of that name.");
    return describeServer(found, edgeUrl);
  };

  return new Hono()
    .use(cors({ origin: "*", allowMethods: ["GET"] }))
    .get("/servers", async (request) => {
      const asked = Listing.safeParse(request.req.query());
      if (!asked.success)
        throw new Refused(400, "bad-request", "limit is a number from 1 to 100; cursor and search are texts.");
      const { limit, cursor, search } = asked.data;
      return request.json(listServers(await entries(database), edgeUrl, { limit, cursor, search }));
    })
    .get("/servers/:name/versions", async (request) => {
      const server = await versionsOf(request.req.param("name"));
      return request.json({ servers: [server], metadata: { count: 1 } });
    })
    .get("/servers/:name/versions/:version", async (request) => {
      const server = await versionsOf(request.req.param("name"));
      const version = request.req.param("version");
      if (version !== "latest" && version !== server.server.version) {
        throw new Refused(404, "unknown-server", "There is no such version of that server.");
      }
      return request.json(server);
    });
}
