/** The routes for other servers (contracts/knowledge.ts). A caller is identified by its credential. */
import type { KeptRootCause } from "@drawbridge/contracts/knowledge";
import { findSimilar, keepRootCause, readRootCause } from "@drawbridge/contracts/peer-api/knowledge";
import { readJson } from "@drawbridge/contracts/storable-text";
import { createFairQueue, type PeerRoutes, ToolError } from "@drawbridge/framework";
import { type Context, Hono } from "hono";
import type { z } from "zod";
import { withStoreErrors } from "./database.ts";
import type { KnowledgeServices } from "./services.ts";
import { findRootCause, saveRootCause, similar } from "./store/root-causes.ts";

/**
 * Shares of the database connections. A server with more waiting requests than its queue holds gets 503 and may try
 * again.
 */
const limits = { maxRunning: 2, maxRunningPerUser: 1, maxWaitingPerUser: 64 };

export function knowledgePeers({ database }: KnowledgeServices): PeerRoutes {
  const app: PeerRoutes = new Hono();
  const queue = createFairQueue("requests of this server", limits);
  const inTurn = <Result>(context: PeerContext, work: () => Promise<Result>): Promise<Result> =>
    queue.use(context.get("peer"), context.req.raw.signal, () => withStoreErrors(work()));
  app.put(keepRootCause.path, async (context) => {
    const id = context.req.param("id");
    const record = await bodyOf(context, keepRootCause.body);
    if (record === null || !/^[\w-]{1,100}$/.test(id)) return context.json(badRequest, 400);
    const before = beforeOf(context.req.header("if-match"), context.req.header("if-none-match"));
    if (before === undefined) return context.json(badRequest, 400);
    const isSaved = await inTurn(context, () =>
      saveRootCause(database, { peer: context.get("peer"), id, before }, record),
    );
    return isSaved ? context.body(null, 204) : context.json(anotherVersion, 412);
  });
  app.get(readRootCause.path, async (context) => {
    const id = context.req.param("id");
    if (!/^[\w-]{1,100}$/.test(id)) return context.json(badRequest, 400);
    const rootCause = await inTurn(context, () => findRootCause(database, context.get("peer"), id));
    return rootCause === null ? context.json(notFound, 404) : context.json(rootCause satisfies KeptRootCause);
  });
  app.post(findSimilar.path, async (context) => {
    const request = await bodyOf(context, findSimilar.body);
    if (request === null) return context.json(badRequest, 400);
    return context.json({ hits: await inTurn(context, () => similar(database, request)) });
  });
  app.onError((error, context) => {
    if (!(error instanceof ToolError)) throw error;
    return context.json({ error: error.code, message: error.message }, 503);
  });
  return app;
}

type PeerContext = Context<{ Variables: { peer: string } }>;
/** The version that may be replaced, from the headers of RFC 9110 §13.1; undefined if the headers have another form. */
function beforeOf(match: string | undefined, noneMatch: string | undefined): string | null | "any" | undefined {
  if (match === undefined && noneMatch === undefined) return "any";
  if (match === undefined) return noneMatch === "*" ? null : undefined;
  return noneMatch === undefined ? /^"([\w-]{1,100})"$/.exec(match)?.[1] : undefined;
}

async function bodyOf<Schema extends z.ZodType>({ req }: Context, schema: Schema): Promise<z.output<Schema> | null> {
  const body = readJson(await req.text().catch(() => ""));
  return body.kind === "json" ? (schema.safeParse(body.value).data ?? null) : null;
}

const badRequest = {
  error: "bad-request",
  message: "The request does not match the contract; see contracts/knowledge.ts.",
};
const anotherVersion = {
  error: "another-version",
  message: "Another version is stored under this id now; read it and try again.",
};
const notFound = { error: "nothing-there", message: "Nothing is stored under this id." };
