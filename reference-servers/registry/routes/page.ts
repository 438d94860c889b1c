/** The front page and its style sheet: plain HTML from the server, no script. */
import { type Context, Hono } from "hono";
import { page } from "../page/page.ts";
import { styleSheet } from "../page/style.ts";
import type { ServerList } from "../server-list.ts";
import type { Statuses } from "../server-status.ts";
import type { RegistrySettings } from "../settings.ts";

/** Only our own style sheet loads, and no site can frame the page. */
const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function pageRoutes(settings: RegistrySettings, list: ServerList, statuses: Statuses): Hono {
  const answer = (request: Context, content: ReturnType<typeof page>, status: 200 | 503) => {
    request.header("content-security-policy", contentSecurityPolicy);
    request.header("referrer-policy", "no-referrer");
    return request.html(content, status);
  };
  return new Hono()
    .get("/", async (request) => {
      const { url } = settings;
      const allServers = await list().catch(() => null);
      if (allServers === null) return answer(request, page({ url, servers: null }), 503);
      const publicServers = allServers.filter(({ manifest }) => manifest.listed);
      const servers = publicServers.map(({ manifest }) => ({ manifest, status: statuses.of(manifest.name) }));
      return answer(request, page({ url, servers }), 200);
    })
    .get("/style.css", (request) => request.body(styleSheet, 200, { "content-type": "text/css; charset=utf-8" }));
}
