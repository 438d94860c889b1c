/** `/internal/v1`: what the hosted parts and the operator tell the registry, and fetch from it, each by its own credential. */
import { ServerPolicy } from "@drawbridge/contracts/access";
import { defaultPersonRule } from "@drawbridge/contracts/person";
import { Announcement } from "@drawbridge/contracts/registry";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { decideApprovers } from "../approvals/approvers.ts";
import type { SealedDatabase } from "../approvals/transition.ts";
import { readBody } from "../body.ts";
import { requirePart } from "../caller.ts";
import { accessPolicy, edgeConfiguration } from "../catalogue.ts";
import type { Passkeys } from "../passkeys/passkeys.ts";
import { Refused, unknownServer } from "../refusal.ts";
import type { RegistrySettings } from "../settings.ts";
import type { Statuses } from "../status.ts";
import { decideAccess, entries, entry, keepAnnouncement } from "../store.ts";

/** Parts that are no servers: a server by one of these names would share its credential. */
const partNames = ["edge", "operator"];

/** Whose members may be the second person of an approval. */
const Approvers = z.object({ groups: z.array(z.string().min(1).max(200)).max(100) });

const maxBodyBytes = 1024 * 1024;

export function internalRoutes(
  settings: RegistrySettings,
  sealed: SealedDatabase,
  statuses: Statuses,
  passkeys: Passkeys | null,
): Hono {
  const { rootSecret } = settings;
  const { database } = sealed;
  const onError = (): never => {
    throw new Refused(413, "bad-request", "This is larger than the 1 MiB that an announcement may have.");
  };

  return new Hono()
    .use(bodyLimit({ maxSize: maxBodyBytes, onError }))
    .put("/servers/:name", async (request) => {
      const name = request.req.param("name");
      requirePart(request, rootSecret, name);
      const announcement = await readBody(request, Announcement);
      const problem = problemOf(announcement, name);
      if (problem !== null) throw new Refused(400, "bad-request", problem);
      await keepAnnouncement(sealed, announcement);
      statuses.expect({ name, url: announcement.url });
      return request.body(null, 204);
    })
    .get("/servers/:name/policy", async (request) => {
      const name = request.req.param("name");
      requirePart(request, rootSecret, name);
      const known = await entry(database, name);
      if (known === null) throw unknownServer(name);
      return unlessUnchanged(request, accessPolicy(known));
    })
    .put("/servers/:name/access", async (request) => {
      requirePart(request, rootSecret, "operator");
      const name = request.req.param("name");
      if (!(await decideAccess(database, name, await readBody(request, ServerPolicy)))) throw unknownServer(name);
      return request.body(null, 204);
    })
    .put("/servers/:name/approvers", async (request) => {
      requirePart(request, rootSecret, "operator");
      const name = request.req.param("name");
      const { groups } = await readBody(request, Approvers);
      if (!(await decideApprovers(sealed, name, groups))) throw unknownServer(name);
      return request.body(null, 204);
    })
    .delete("/people/:user/passkeys", async (request) => {
      requirePart(request, rootSecret, "operator");
      if (passkeys === null)
        throw new Refused(409, "bad-request", "Passkeys are off here: set DRAWBRIDGE_PASSKEYS=on.");
      const claim = request.req.query("claim") ?? (settings.person ?? defaultPersonRule).claim;
      return request.json({ removed: await passkeys.reset({ user: request.req.param("user"), claim }) });
    })
    .get("/edge", async (request) => {
      requirePart(request, rootSecret, "edge");
      return unlessUnchanged(request, edgeConfiguration(await entries(database), settings));
    });
}

/** A server speaks for itself, and is reached by HTTP. */
function problemOf({ manifest, url }: Announcement, name: string): string | null {
  if (manifest.name !== name) return `${name} announced ${manifest.name}. A server announces itself only.`;
  if (partNames.includes(name)) return `A server may not be called ${name}: a part of Drawbridge is.`;
  if (!["http:", "https:"].includes(new URL(url).protocol)) return "A server is reached by http or https.";
  return null;
}

/** RFC 9110 §13.1.2: 304 without a body where the asker has this version already. */
function unlessUnchanged(request: Context, body: { readonly version: string }): Response {
  const tag = `"${body.version}"`;
  request.header("etag", tag);
  return request.req.header("if-none-match") === tag ? request.body(null, 304) : request.json(body);
}
